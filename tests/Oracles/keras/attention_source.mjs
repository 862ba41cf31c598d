// Node resolves no import without its ending; the sources of TensorFlow.js have none.

const SOURCES = '/@tensorflow/tfjs-layers/dist/';

export async function resolve(specifier, context, next) {
  const isSource = specifier.startsWith('.') && context.parentURL?.includes(SOURCES);
  const found = await next(isSource ? `${specifier}.js` : specifier, context);
  return found.url.includes(SOURCES) && !found.url.endsWith('.node.js') ? { ...found, format: 'module' } : found;
}
