// Builds the TensorFlow.js layers of a case: a list, since some settings take several in a row.
// A case is { layer, layout, inputs, settings } and, in a graph, the name of its node.

import tf from '@tensorflow/tfjs';
import { Attention } from './attention.mjs';

const { layers } = tf;

export const ACTIVATIONS = {
  relu: 'relu', relu6: 'relu6', elu: 'elu', selu: 'selu', gelu: 'gelu', swish: 'swish', mish: 'mish',
  sigmoid: 'sigmoid', hard_sigmoid: 'hardSigmoid', tanh: 'tanh', softplus: 'softplus',
  softsign: 'softsign', softmax: 'softmax', log_softmax: 'logSoftmax', linear: 'linear',
};

const RECURRENT = { SimpleRnn: layers.simpleRNN, Gru: layers.gru, Lstm: layers.lstm };
const MERGE_MODES = { Concat: 'concat', Sum: 'sum', Multiply: 'mul', Average: 'ave' };
const INTERPOLATIONS = { Nearest: 'nearest', Linear: 'bilinear' };
const STATES = ['h', 'c'];

// The values do not matter, and zeros are the quickest to make.
const zeros = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros' };
const depthwiseZeros = { depthwiseInitializer: 'zeros', pointwiseInitializer: 'zeros' };

const dataFormat = layout => (layout === 'ChannelsFirst' ? 'channelsFirst' : 'channelsLast');
const channelsOf = ({ layout, inputs: [shape] }) => (layout === 'ChannelsFirst' ? shape[0] : shape.at(-1));

/** The batch is axis 0 of Keras. */
const kerasAxis = axis => (axis >= 0 ? axis + 1 : axis);

/** All layers of a case, named after it. */
export function build(record) {
  return BUILDERS[record.layer]({ name: 'layer', ...record });
}

/** TensorFlow.js takes a single tensor or a list of several. */
export const oneOrAll = list => (list.length === 1 ? list[0] : list);

export const applyAll = (parts, inputs) => parts.reduce((value, part) => part.apply(value), oneOrAll(inputs));

// ---------------------------------------------------------------------------
// Windows
// ---------------------------------------------------------------------------

/** Layers of two axes put around a sequence, for want of the layers of one axis. */
function alongOneAxis(name, channels, parts, filters) {
  const stretch = layers.reshape({ name: `${name}_stretch`, targetShape: [-1, 1, channels] });
  stretch.inputSpec = [{ ndim: 3 }];
  return [stretch, ...parts, layers.reshape({ name: `${name}_squeeze`, targetShape: [-1, filters] })];
}

/** The layers of two axes, also for a case of one. */
function planar(record, filters, make) {
  const { name, settings: s } = record;
  if ((s.kernel ?? s.amounts ?? s.scale).length > 1) return make(s);
  const wide = { ...s };
  for (const key of ['kernel', 'stride', 'dilation', 'scale']) if (s[key]) wide[key] = [...s[key], 1];
  for (const key of ['padding', 'amounts']) if (Array.isArray(s[key])) wide[key] = [...s[key], [0, 0]];
  return alongOneAxis(name, channelsOf(record), make(wide), filters);
}

const zeroPadding = ({ name, layout }, padding) =>
  layers.zeroPadding2d({ padding, dataFormat: dataFormat(layout), name });

/** Explicit padding is a layer of its own in front, as Keras networks have it; so is causal padding within Keras. */
function withPadding(record, make) {
  const { padding, kernel, dilation } = record.settings;
  if (padding === 'causal' && kernel.length === 1) {
    const before = (kernel[0] - 1) * dilation[0];
    return [...pad(record, [[before, 0]]), make('valid')];
  }
  if (typeof padding === 'string') return [make(padding)];
  return [...pad(record, padding), make('valid')];
}

function pad(record, amounts) {
  const front = { ...record, name: record.name === 'layer' ? 'padding' : `${record.name}_padding`, settings: { amounts } };
  return planar(front, channelsOf(record), wide => [zeroPadding(front, wide.amounts)]);
}

const window = ({ name, layout }, s) => ({
  name, kernelSize: s.kernel, strides: s.stride, dilationRate: s.dilation, useBias: s.bias, dataFormat: dataFormat(layout),
});

function convolution(record) {
  const { settings: s } = record;
  if (s.groups > 1) return depthwise({ ...record, settings: { ...s, multiplier: s.filters / channelsOf(record) } });
  const make = { 1: layers.conv1d, 2: layers.conv2d, 3: layers.conv3d }[s.kernel.length];
  return withPadding(record, padding => make({ ...window(record, s), ...zeros, padding, filters: s.filters }));
}

function transposed(record) {
  const { filters } = record.settings;
  const make = record.settings.kernel.length === 3 ? layers.conv3dTranspose : layers.conv2dTranspose;
  return planar(record, filters, s => [make({ ...window(record, s), ...zeros, padding: s.padding, filters })]);
}

function depthwise(record) {
  const { multiplier } = record.settings;
  return planar(record, channelsOf(record) * multiplier, s => withPadding({ ...record, settings: s }, padding =>
    layers.depthwiseConv2d({ ...window(record, s), ...depthwiseZeros, padding, depthMultiplier: multiplier })));
}

function separable(record) {
  const { filters, multiplier } = record.settings;
  return planar(record, filters, s => withPadding({ ...record, settings: s }, padding =>
    layers.separableConv2d({ ...window(record, s), ...depthwiseZeros, padding, filters, depthMultiplier: multiplier })));
}

function pool(record) {
  const { name, layout, settings: s } = record;
  const rank = s.kernel.length;
  const format = dataFormat(layout);
  if (s.global) return [layers[`global${s.kind}Pooling${rank}d`]({ name, dataFormat: format })];
  const make = layers[`${s.kind.toLowerCase()}Pooling${rank}d`];
  return withPadding(record, padding => make({ name, poolSize: s.kernel, strides: s.stride, padding, dataFormat: format }));
}

function cropping(record) {
  const { name, layout } = record;
  return planar(record, channelsOf(record), s =>
    [layers.cropping2D({ name, cropping: s.amounts, dataFormat: dataFormat(layout) })]);
}

function upsampling(record) {
  const { name, layout } = record;
  return planar(record, channelsOf(record), s => [layers.upSampling2d({
    name, size: s.scale, interpolation: INTERPOLATIONS[s.method], dataFormat: dataFormat(layout),
  })]);
}

// ---------------------------------------------------------------------------
// The other layers
// ---------------------------------------------------------------------------

function normalization({ name, layout, settings: s }) {
  const weights = { name, scale: s.scale, center: s.center };
  if (s.kind === 'Batch') return [layers.batchNormalization({ ...weights, axis: layout === 'ChannelsFirst' ? 1 : -1 })];
  const axis = Array.from({ length: s.axes }, (_, index) => index - s.axes);
  return [layers.layerNormalization({ ...weights, axis })];
}

function activation({ name, settings: s }) {
  if (s.kind === 'leaky_relu') return [layers.leakyReLU({ name })];
  if (s.kind === 'threshold') return [layers.thresholdedReLU({ name })];
  if (s.kind === 'PRelu') return [layers.prelu({ name, sharedAxes: s.sharedAxes.map(kerasAxis) })];
  if (s.kind === 'softmax' && s.axis !== undefined) return [layers.softmax({ name, axis: kerasAxis(s.axis) })];
  return [layers.activation({ name, activation: ACTIVATIONS[s.kind] })];
}

function recurrent({ name, settings: s }, returnState = false) {
  const options = {
    name, units: s.units, returnSequences: s.returnSequences, returnState, useBias: s.biasVectors > 0, ...zeros,
    ...(s.kind === 'Gru' && { resetAfter: s.resetAfter }),
  };
  const layer = RECURRENT[s.kind](options);
  return s.bidirectional === null ? [layer] : [layers.bidirectional({ name, layer, mergeMode: MERGE_MODES[s.bidirectional] })];
}

/** One of the states that a layer returns beside its output. */
function recurrentState(record) {
  const [layer] = recurrent(record, true);
  const choose = { apply: ([, ...states]) => states[STATES.indexOf(record.settings.index)], countParams: () => 0, trainableWeights: [] };
  return [layer, choose];
}

function attention({ name, settings: s }) {
  return [new Attention({
    name, numHeads: s.heads, keyDim: s.keyWidth, valueDim: s.valueWidth ?? undefined, outputShape: s.outputWidth ?? undefined,
    useBias: s.bias, kernelInitializer: 'zeros',
  })];
}

function timeDistributed({ name, layout, inputs: [shape], settings: { inner } }) {
  return build({ ...inner, layout, inputs: [shape.slice(1)], name: `${name}_inner` })
    .map((layer, index) => layers.timeDistributed({ name: index === 0 ? name : `${name}_${index}`, layer }));
}

/** TensorFlow.js does not resolve the negative ones of two axes. */
function dot({ name, inputs, settings: s }) {
  const axes = Array.isArray(s.axes)
    ? s.axes.map((axis, index) => kerasAxis(axis < 0 ? axis + (inputs[index]?.length ?? 0) : axis))
    : kerasAxis(s.axes);
  return [layers.dot({ name, axes, normalize: s.normalize })];
}

const BUILDERS = {
  Conv: convolution,
  ConvTranspose: transposed,
  DepthwiseConv: depthwise,
  SeparableConv: separable,
  Pool: pool,
  Padding: record => pad(record, record.settings.amounts),
  Cropping: cropping,
  Upsampling: upsampling,
  // The layer changes the list that it is given.
  Reshape: ({ name, settings: s }) => [layers.reshape({ name, targetShape: [...s.target] })],
  Permute: ({ name, settings: s }) => [layers.permute({ name, dims: s.order.map(kerasAxis) })],
  RepeatVector: ({ name, settings: s }) => [layers.repeatVector({ name, n: s.count })],
  Flatten: ({ name, layout }) => [layers.flatten({ name, dataFormat: dataFormat(layout) })],
  Dense: ({ name, settings: s }) => [layers.dense({ name, units: s.units, useBias: s.bias, ...zeros })],
  Embedding: ({ name, settings: s }) => [layers.embedding({
    name, inputDim: s.vocabulary, outputDim: s.width, embeddingsInitializer: 'zeros',
  })],
  Normalization: normalization,
  Activation: activation,
  Dropout: ({ name, settings: s }) => [layers.dropout({ name, rate: s.rate })],
  Recurrent: record => recurrent(record),
  RecurrentState: recurrentState,
  Attention: attention,
  TimeDistributed: timeDistributed,
  Merge: ({ name, settings: s }) => [layers[s.kind.toLowerCase()]({ name })],
  Concatenate: ({ name, settings: s }) => [layers.concatenate({ name, axis: kerasAxis(s.axis) })],
  Dot: dot,
};
