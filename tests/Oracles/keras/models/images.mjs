// Random models that work on images.

import tf from '@tensorflow/tfjs';
import { flag, pick, size } from '../random.mjs';

const { layers } = tf;
const ACTIVATIONS = [undefined, 'relu', 'linear', 'selu', 'sigmoid', 'tanh', 'softmax', 'hardSigmoid'];
const activation = () => pick(...ACTIVATIONS);

/** A layer on an image of that shape that leaves an image. */
function step(dataFormat) {
  const axis = dataFormat === 'channelsLast' ? -1 : 1;
  const padding = pick('same', 'same', 'valid');
  return pick(
    () => layers.conv2d({ filters: size(1, 8), kernelSize: [size(1, 3), size(1, 3)], strides: pick(1, 1, 2), padding, dataFormat, activation: activation(), useBias: flag() }),
    () => layers.conv2d({ filters: size(1, 8), kernelSize: size(1, 3), dilationRate: size(1, 2), padding: 'same', dataFormat, activation: activation() }),
    () => layers.depthwiseConv2d({ depthMultiplier: size(1, 2), kernelSize: size(1, 3), padding, dataFormat, activation: activation(), useBias: flag() }),
    () => layers.separableConv2d({ filters: size(1, 8), kernelSize: size(1, 3), padding, activation: activation() }),
    () => layers.conv2dTranspose({ filters: size(1, 6), kernelSize: size(1, 3), strides: size(1, 2), padding, dataFormat, activation: activation() }),
    () => layers.batchNormalization({ axis, scale: flag(), center: flag() }),
    () => layers.layerNormalization({ axis }),
    () => layers.maxPooling2d({ poolSize: size(1, 3), strides: pick(undefined, 1, 2), padding, dataFormat }),
    () => layers.averagePooling2d({ poolSize: [size(1, 2), size(1, 3)], padding, dataFormat }),
    () => layers.activation({ activation: pick(...ACTIVATIONS.slice(1)) }),
    () => layers.reLU({ maxValue: 6 }),
    () => layers.leakyReLU({ alpha: 0.1 }),
    () => layers.prelu({ sharedAxes: pick([1, 2], [1, 2, 3]) }),
    () => layers.dropout({ rate: 0.5 }),
    () => layers.zeroPadding2d({ padding: [[size(0, 2), size(0, 2)], [size(0, 2), size(0, 2)]], dataFormat }),
    () => layers.upSampling2d({ size: [size(1, 2), size(1, 2)], dataFormat }),
    () => layers.dense({ units: size(1, 8), activation: activation() }),
  )();
}

function head(value, dataFormat) {
  const pooled = pick(
    () => layers.globalAveragePooling2d({ dataFormat }).apply(value),
    () => layers.globalMaxPooling2d({ dataFormat }).apply(value),
    () => layers.flatten({}).apply(value),
  )();
  return layers.dense({ units: size(1, 10), activation: pick('softmax', 'sigmoid', undefined) }).apply(pooled);
}

const shape = dataFormat => {
  const sides = [size(8, 20), size(8, 20)].map(side => (size(0, 9) === 0 ? null : side));
  return dataFormat === 'channelsLast' ? [...sides, size(1, 4)] : [size(1, 4), ...sides];
};

export function sequentialImage() {
  const dataFormat = pick('channelsLast', 'channelsLast', 'channelsFirst');
  const model = tf.sequential();
  if (flag()) model.add(layers.inputLayer({ inputShape: shape(dataFormat) }));
  else model.add(layers.conv2d({ filters: size(1, 8), kernelSize: size(1, 3), dataFormat, inputShape: shape(dataFormat) }));
  for (let index = size(1, 7); index > 0; index -= 1) model.add(size(0, 9) === 0 ? nested(model.outputs[0].shape.slice(1), dataFormat) : step(dataFormat));
  if (flag()) {
    model.add(flag() ? layers.globalAveragePooling2d({ dataFormat }) : layers.flatten());
    model.add(layers.dense({ units: size(1, 10), activation: activation() }));
  }
  return model;
}

/** A model that is a layer of another. */
function nested(inputShape, dataFormat) {
  if (flag()) {
    const model = tf.sequential();
    model.add(layers.conv2d({ filters: size(1, 6), kernelSize: size(1, 3), padding: 'same', dataFormat, inputShape, activation: activation() }));
    for (let index = size(0, 3); index > 0; index -= 1) model.add(step(dataFormat));
    return model;
  }
  const input = tf.input({ shape: inputShape });
  const first = step(dataFormat).apply(input);
  const branches = [first, layers.activation({ activation: 'relu' }).apply(first)];
  const merged = pick(layers.add({}), layers.concatenate({ axis: dataFormat === 'channelsLast' ? -1 : 1 })).apply(branches);
  return tf.model({ inputs: input, outputs: size(0, 3) === 0 ? [merged, layers.reLU({}).apply(first)] : merged });
}

const key = value => JSON.stringify(value.shape);

export function functionalImage() {
  const dataFormat = pick('channelsLast', 'channelsLast', 'channelsFirst');
  const inputs = [tf.input({ shape: shape(dataFormat) })];
  if (size(0, 4) === 0) inputs.push(tf.input({ shape: inputs[0].shape.slice(1) }));
  const values = [...inputs];
  const made = new Map();
  for (let index = size(4, 14); index > 0; index -= 1) {
    const value = pick(...values.slice(-4));
    const alike = values.filter(other => key(other) === key(value));
    const channelAxis = dataFormat === 'channelsLast' ? 3 : 1;
    const close = values.filter(other => other.shape.every((length, axis) => axis === channelAxis || (length !== null || axis === 0) && length === value.shape[axis]));
    const chance = size(0, 9);
    let results;
    if (chance < 2 && alike.length > 1) {
      results = pick(layers.add({}), layers.multiply({}), layers.average({}), layers.maximum({}), layers.minimum({})).apply([value, pick(...alike)]);
    } else if (chance === 2 && close.length > 1) {
      results = layers.concatenate({ axis: pick(channelAxis, channelAxis - 4) }).apply([value, pick(...close), ...(flag() ? [pick(...close)] : [])]);
    } else if (chance === 3) {
      results = nested(value.shape.slice(1), dataFormat).apply(value);
    } else if ((chance === 4 || chance === 5) && made.has(key(value))) {
      // A layer, or a model, that was called before on another input of the shape.
      results = pick(...made.get(key(value))).apply(value);
    } else {
      const layer = size(0, 5) === 0 ? nested(value.shape.slice(1), dataFormat) : step(dataFormat);
      results = layer.apply(value);
      made.set(key(value), [...(made.get(key(value)) ?? []), layer]);
    }
    values.push(...[results].flat());
  }
  const last = values.at(-1);
  const outputs = pick(() => [last], () => [head(last, dataFormat)], () => [head(last, dataFormat), pick(...values.slice(inputs.length))])();
  return used(inputs, [...new Set(outputs)]);
}

/** The model of those inputs that its outputs depend on. */
export function used(inputs, outputs) {
  const seen = new Set();
  const visit = value => {
    if (seen.has(value)) return;
    seen.add(value);
    const node = value.sourceLayer.inboundNodes[value.nodeIndex];
    node.inputTensors.forEach(visit);
  };
  outputs.forEach(visit);
  return tf.model({ inputs: inputs.filter(input => seen.has(input)), outputs });
}
