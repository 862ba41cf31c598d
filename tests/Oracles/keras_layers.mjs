// Writes Fixtures/keras-layers.jsonl: what Keras layers, as built by TensorFlow.js, say
// about single layers. Shapes are those of symbolic tensors, counts those of built layers;
// nothing here computes either by formula. See README.md for the meaning of the fields.

import { writeFileSync } from 'node:fs';
import tf from '@tensorflow/tfjs';
import { generator } from './random.mjs';

const SEED = 20240611;
const TARGET = new URL('../Fixtures/keras-layers.jsonl', import.meta.url);

// Stands for an unknown size when a layer is really run.
const STAND_IN = 12;
const LARGEST_RUN = 20000;

const ACTIVATIONS = {
  relu: 'relu', relu6: 'relu6', elu: 'elu', selu: 'selu', gelu: 'gelu', swish: 'swish', mish: 'mish',
  sigmoid: 'sigmoid', hard_sigmoid: 'hardSigmoid', tanh: 'tanh', softplus: 'softplus',
  softsign: 'softsign', softmax: 'softmax', log_softmax: 'logSoftmax', linear: 'linear',
};

// ---------------------------------------------------------------------------
// Building layers
// ---------------------------------------------------------------------------

const dataFormat = layout => (layout === 'ChannelsFirst' ? 'channelsFirst' : 'channelsLast');
const zeros = { kernelInitializer: 'zeros', depthwiseInitializer: 'zeros', recurrentInitializer: 'zeros' };

/** Explicit padding is a ZeroPadding2D layer in front, as Keras networks have it. */
function withPadding(settings, layout, make) {
  if (typeof settings.padding === 'string') return [make(settings.padding)];
  const padding = tf.layers.zeroPadding2d({ padding: settings.padding, dataFormat: dataFormat(layout), name: 'padding' });
  return [padding, make('valid')];
}

function buildConvolution({ settings: s, layout, inputs }) {
  const common = {
    name: 'layer', kernelSize: s.kernel, strides: s.stride, dilationRate: s.dilation, useBias: s.bias,
    dataFormat: dataFormat(layout), ...zeros,
  };
  if (s.groups > 1) {
    const channels = layout === 'ChannelsFirst' ? inputs[0][0] : inputs[0].at(-1);
    const depthMultiplier = s.filters / channels;
    return withPadding(s, layout, padding => tf.layers.depthwiseConv2d({ ...common, padding, depthMultiplier }));
  }
  const make = { 1: tf.layers.conv1d, 2: tf.layers.conv2d, 3: tf.layers.conv3d }[s.kernel.length];
  return withPadding(s, layout, padding => make({ ...common, padding, filters: s.filters }));
}

function buildPool({ settings: s, layout }) {
  const rank = s.kernel.length;
  const format = dataFormat(layout);
  if (s.global) return [tf.layers[`global${s.kind}Pooling${rank}d`]({ name: 'layer', dataFormat: format })];
  const make = tf.layers[`${s.kind.toLowerCase()}Pooling${rank}d`];
  return withPadding(s, layout, padding =>
    make({ name: 'layer', poolSize: s.kernel, strides: s.stride, padding, dataFormat: format }));
}

function buildNormalization({ settings: s, layout }) {
  return [tf.layers.batchNormalization({
    name: 'layer', axis: layout === 'ChannelsFirst' ? 1 : -1, scale: s.scale, center: s.center,
  })];
}

function buildActivation({ settings: s }) {
  if (s.kind === 'leaky_relu') return [tf.layers.leakyReLU({ name: 'layer' })];
  return [tf.layers.activation({ name: 'layer', activation: ACTIVATIONS[s.kind] })];
}

const BUILDERS = {
  Conv: buildConvolution,
  Pool: buildPool,
  Dense: ({ settings: s }) => [tf.layers.dense({ name: 'layer', units: s.units, useBias: s.bias, ...zeros })],
  Flatten: ({ layout }) => [tf.layers.flatten({ name: 'layer', dataFormat: dataFormat(layout) })],
  Embedding: ({ settings: s }) => [tf.layers.embedding({
    name: 'layer', inputDim: s.vocabulary, outputDim: s.width, embeddingsInitializer: 'zeros',
  })],
  Lstm: ({ settings: s }) => [tf.layers.lstm({
    name: 'layer', units: s.units, returnSequences: s.returnSequences, useBias: s.biasVectors === 1, ...zeros,
  })],
  BatchNormalization: buildNormalization,
  Activation: buildActivation,
  Dropout: ({ settings: s }) => [tf.layers.dropout({ name: 'layer', rate: s.rate })],
  Add: () => [tf.layers.add({ name: 'layer' })],
  // The batch is axis 0 of Keras.
  Concatenate: ({ settings: s }) => [tf.layers.concatenate({ name: 'layer', axis: s.axis >= 0 ? s.axis + 1 : s.axis })],
};

// ---------------------------------------------------------------------------
// Asking the framework
// ---------------------------------------------------------------------------

const oneLine = error => String(error.message).replace(/\s+/g, ' ').trim().slice(0, 200);
const sizeOf = shape => shape.reduce((product, size) => product * size, 1);
const trainableCount = layer => layer.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);

/** TensorFlow.js takes a single tensor or a list of several. */
const oneOrAll = list => (list.length === 1 ? list[0] : list);

function applyAll(layers, inputs) {
  return layers.reduce((value, layer) => layer.apply(value), oneOrAll(inputs));
}

/** Sizes that Keras in Python refuses, but which TensorFlow.js does not check when it builds. */
function unchecked(settings) {
  const windows = [...(settings.kernel ?? []), ...(settings.stride ?? []), ...(settings.dilation ?? [])];
  return windows.some(size => size <= 0);
}

/** Keras in Python flattens unknown sizes, and lets an unknown size match a known one. */
function stricterThanPython({ layer, inputs }) {
  return (layer === 'Flatten' || layer === 'Concatenate') && inputs.flat().includes(null);
}

function ask(layer, layout, inputs, settings) {
  const record = { layer, layout, inputs, settings, output: null, parameters: null, trainable: null, macs: null, error: null };
  let layers;
  try {
    layers = BUILDERS[layer](record);
    const symbols = inputs.map(shape => tf.input({ shape, dtype: layer === 'Embedding' ? 'int32' : 'float32' }));
    record.output = applyAll(layers, symbols).shape.slice(1);
  } catch (error) {
    record.error = oneLine(error);
    if (stricterThanPython(record)) record.suspicious = true;
    return record;
  }
  if (record.output.some(size => size !== null && !Number.isFinite(size))) {
    record.error = `oracle: a size of the symbolic shape is not a number (${record.output})`;
    record.output = null;
    record.suspicious = true;
    return record;
  }
  if (layer === 'Concatenate' && record.output.length !== inputs[0].length) {
    record.error = `oracle: the symbolic shape changed its rank (${JSON.stringify(record.output)})`;
    record.output = null;
    record.suspicious = true;
    return record;
  }
  record.parameters = layers.reduce((sum, part) => sum + part.countParams(), 0);
  record.trainable = layers.reduce((sum, part) => sum + trainableCount(part), 0);
  if (record.output.some(size => size !== null && size <= 0) || unchecked(settings)) record.suspicious = true;
  else crossCheck(record, layers);
  return record;
}

// ---------------------------------------------------------------------------
// Running on real tensors
// ---------------------------------------------------------------------------

const runs = { agreed: 0, refused: 0, unsupported: new Map(), differing: [] };

/** What TensorFlow.js cannot execute, though Keras can; the symbolic shape still holds. */
const UNSUPPORTED = /not (yet )?implemented|not yet supported|must be rank|expects input/i;

function crossCheck(record, layers) {
  // Unknown sizes of a sum need not broadcast once they are known.
  if (record.layer === 'Add' && record.inputs.flat().includes(null)) return;
  const shapes = record.inputs.map(shape => shape.map(size => size ?? STAND_IN));
  if (shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) > LARGEST_RUN || shapes.flat().includes(0)) return;
  let real;
  try {
    real = tf.tidy(() => applyAll(runnable(record, layers), shapes.map(shape => tf.zeros([2, ...shape])))).shape.slice(1);
  } catch (error) {
    refuseOrExcuse(record, error);
    return;
  }
  const agrees = real.length === record.output.length
    && real.every((size, axis) => record.output[axis] === null || record.output[axis] === size);
  if (agrees) runs.agreed += 1;
  else runs.differing.push({ layer: record.layer, layout: record.layout, inputs: record.inputs, settings: record.settings, symbolic: record.output, real });
}

/** When it runs, TensorFlow.js takes every negative axis for the last one. */
function runnable({ layer, inputs, settings }, layers) {
  if (layer !== 'Concatenate' || settings.axis >= 0) return layers;
  return [tf.layers.concatenate({ axis: settings.axis + inputs[0].length + 1 })];
}

/** Strides together with dilations are refused only when the layer runs. */
function refuseOrExcuse(record, error) {
  const message = oneLine(error);
  if (/Either strides? or dilations? must be 1/.test(message)) {
    runs.refused += 1;
    Object.assign(record, { output: null, parameters: null, trainable: null, error: message });
  } else if (UNSUPPORTED.test(message)) {
    runs.unsupported.set(message, (runs.unsupported.get(message) ?? 0) + 1);
  } else {
    runs.differing.push({ layer: record.layer, layout: record.layout, inputs: record.inputs, settings: record.settings, symbolic: record.output, message });
  }
}

// ---------------------------------------------------------------------------
// Choosing cases
// ---------------------------------------------------------------------------

const random = generator(SEED);
const size = (low, high) => low + Math.floor(random() * (high - low + 1));
const sizes = (count, low, high) => Array.from({ length: count }, () => size(low, high));
const pick = (...choices) => choices[size(0, choices.length - 1)];
const flag = () => random() < 0.5;
const ones = rank => Array(rank).fill(1);
const LARGEST = { 1: 40, 2: 24, 3: 10 };

const mostlyLast = () => pick('ChannelsLast', 'ChannelsLast', 'ChannelsLast', 'ChannelsFirst');

function image(rank, channels, layout) {
  const space = sizes(rank, 3, LARGEST[rank]);
  return layout === 'ChannelsFirst' ? [channels, ...space] : [...space, channels];
}

const axisOfSpace = (layout, axis) => (layout === 'ChannelsFirst' ? axis + 1 : axis);

/** Hides sizes in about one case of nine, mostly along space or time, sometimes the channels. */
function hideSizes([layer, layout, inputs, settings]) {
  if (random() >= 1 / 9) return [layer, layout, inputs, settings];
  const hidden = inputs.map(shape => [...shape]);
  const shape = hidden[size(0, hidden.length - 1)];
  const last = shape.length - 1;
  const channel = layout === 'ChannelsFirst' ? 0 : last;
  for (let axis = 0; axis <= last; axis += 1) {
    if (axis === channel ? random() < 0.15 : flag()) shape[axis] = null;
  }
  return [layer, layout, hidden, settings];
}

// -- convolution --------------------------------------------------------------

const convolutionSettings = (filters, kernel, stride, padding, dilation, groups, bias) =>
  ({ filters, kernel, stride, padding, dilation, groups, bias });

/** Every small one-axis window, so that no remainder of the division is missed. */
function* convolutionSweep() {
  for (let length = 4; length <= 9; length += 1) {
    for (let kernel = 1; kernel <= 5; kernel += 1) {
      for (let stride = 1; stride <= 3; stride += 1) {
        for (const padding of ['same', 'valid']) {
          yield ['Conv', 'ChannelsLast', [[length, 2]], convolutionSettings(3, [kernel], [stride], padding, [1], 1, true)];
        }
      }
    }
  }
}

function plainConvolution() {
  const rank = pick(1, 2, 2, 2, 3);
  // The one-axis layer of TensorFlow.js forgets to turn its channels back.
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const dilated = size(1, 4) === 1;
  const stride = dilated ? ones(rank) : sizes(rank, 1, pick(1, 2, 3, 4));
  const dilation = dilated ? sizes(rank, 1, 3) : ones(rank);
  const padding = rank === 2 && size(1, 4) === 1 ? [sizes(2, 0, 3), sizes(2, 0, 3)] : pick('same', 'valid');
  return ['Conv', layout, [image(rank, size(1, 8), layout)],
    convolutionSettings(size(1, 9), sizes(rank, 1, pick(1, 3, 4, 5)), stride, padding, dilation, 1, flag())];
}

/** A depthwise convolution is the only grouped one TensorFlow.js has; it ignores dilations. */
function depthwiseConvolution() {
  const layout = mostlyLast();
  const channels = size(2, 7);
  const stride = size(1, 3);
  const padding = size(1, 4) === 1 ? [sizes(2, 0, 3), sizes(2, 0, 3)] : pick('same', 'valid');
  return ['Conv', layout, [image(2, channels, layout)],
    convolutionSettings(channels * size(1, 3), sizes(2, 1, 4), [stride, stride], padding, [1, 1], channels, flag())];
}

function brokenConvolution() {
  const [layer, layout, inputs, settings] = plainConvolution();
  const rank = settings.kernel.length;
  const axis = size(0, rank - 1);
  const fault = pick('kernel', 'kernel', 'rank', 'rank', 'filters', 'stride', 'kernel zero', 'dilation',
    'dilated stride', 'dilated stride', 'channels', 'length', 'dilation length');
  if (fault === 'kernel') {
    settings.kernel[axis] = inputs[0][axisOfSpace(layout, axis)] + size(1, 5);
    settings.padding = 'valid';
  } else if (fault === 'rank') {
    inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
    settings.padding = typeof settings.padding === 'string' ? settings.padding : 'valid';
  } else if (fault === 'filters') settings.filters = pick(0, -2);
  else if (fault === 'stride') settings.stride[axis] = pick(0, -1);
  else if (fault === 'kernel zero') settings.kernel[axis] = pick(0, -1);
  else if (fault === 'dilation') settings.dilation[axis] = pick(0, -1);
  else if (fault === 'dilated stride') {
    settings.stride = ones(rank);
    settings.dilation = ones(rank);
    settings.stride[axis] = size(2, 3);
    settings.dilation[size(0, rank - 1)] = size(2, 3);
    settings.padding = 'same';
  } else if (fault === 'channels') inputs[0][layout === 'ChannelsFirst' ? 0 : rank] = null;
  else if (fault === 'length') settings.stride = [...settings.stride, 1];
  else settings.dilation = [...settings.dilation, 1];
  return [layer, layout, inputs, settings];
}

// -- pooling --------------------------------------------------------------------

const poolSettings = (kind, kernel, stride, padding, global = false) =>
  ({ kind, kernel, stride, padding, dilation: ones(kernel.length), ceiling: false, global });

function* poolSweep() {
  for (let length = 4; length <= 8; length += 1) {
    for (let kernel = 1; kernel <= 4; kernel += 1) {
      for (let stride = 1; stride <= 4; stride += 1) {
        for (const padding of ['same', 'valid']) {
          const kind = (length + kernel + stride) % 2 ? 'Max' : 'Average';
          yield ['Pool', 'ChannelsLast', [[length, 2]], poolSettings(kind, [kernel], [stride], padding)];
        }
      }
    }
  }
}

function windowPool() {
  const rank = pick(1, 2, 2, 3);
  // The one-axis layer has no data format.
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const kernel = sizes(rank, 1, pick(2, 3, 4));
  const stride = pick([...kernel], sizes(rank, 1, 3), sizes(rank, 1, 5));
  const padding = rank === 2 && size(1, 5) === 1 ? [sizes(2, 0, 2), sizes(2, 0, 2)] : pick('same', 'valid');
  return ['Pool', layout, [image(rank, size(1, 6), layout)], poolSettings(pick('Max', 'Average'), kernel, stride, padding)];
}

function globalPool() {
  const rank = pick(1, 2);
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  return ['Pool', layout, [image(rank, size(1, 9), layout)],
    poolSettings(pick('Max', 'Average'), ones(rank), ones(rank), 'valid', true)];
}

function brokenPool() {
  const [layer, layout, inputs, settings] = size(1, 6) === 1 ? globalPool() : windowPool();
  const axis = size(0, settings.kernel.length - 1);
  const fault = settings.global ? 'rank' : pick('kernel', 'rank', 'rank', 'stride', 'kernel zero');
  if (fault === 'kernel') {
    settings.kernel[axis] = inputs[0][axisOfSpace(layout, axis)] + size(1, 5);
    settings.padding = 'valid';
  } else if (fault === 'rank') {
    inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
    settings.padding = typeof settings.padding === 'string' ? settings.padding : 'valid';
  } else if (fault === 'stride') settings.stride[axis] = pick(0, -1);
  else settings.kernel[axis] = pick(0, -1);
  return [layer, layout, inputs, settings];
}

// -- the other layers -------------------------------------------------------------

const last = (layer, inputs, settings) => [layer, 'ChannelsLast', inputs, settings];

const dense = () => last('Dense', [sizes(size(1, 4), 1, 12)], { units: size(1, 40), bias: flag() });

function brokenDense() {
  const [shape, units] = pick([sizes(2, 1, 9), 0], [sizes(1, 1, 9), -3], [[], 4]);
  return last('Dense', [shape], { units, bias: flag() });
}

const flatten = () => ['Flatten', mostlyLast(), [sizes(size(2, 5), 1, 9)], {}];

const embedding = () => last('Embedding', [sizes(size(1, 3), 1, 12)], { vocabulary: size(1, 500), width: size(1, 64) });

function brokenEmbedding() {
  const [vocabulary, width] = pick([0, 8], [-1, 8], [10, 0], [10, -2]);
  return last('Embedding', [sizes(size(1, 2), 1, 9)], { vocabulary, width });
}

const lstm = () => last('Lstm', [[size(1, 12), size(1, 20)]],
  { units: size(1, 24), projection: 0, returnSequences: flag(), biasVectors: pick(0, 1, 1) });

function brokenLstm() {
  const [layer, layout, inputs, settings] = lstm();
  const fault = pick('rank', 'rank', 'units');
  if (fault === 'units') settings.units = pick(0, -2);
  else inputs[0] = flag() ? [...inputs[0], 3] : inputs[0].slice(1);
  return [layer, layout, inputs, settings];
}

const normalization = () => ['BatchNormalization', mostlyLast(), [sizes(size(1, 4), 1, 12)],
  { scale: flag(), center: flag(), statistics: true }];

function brokenNormalization() {
  const [layer, layout, [shape], settings] = normalization();
  shape[layout === 'ChannelsFirst' ? 0 : shape.length - 1] = null;
  return [layer, layout, [shape], settings];
}

const activation = () => last('Activation', [sizes(size(1, 4), 1, 9)], { kind: pick('leaky_relu', ...Object.keys(ACTIVATIONS)) });

const dropout = () => last('Dropout', [sizes(size(1, 4), 1, 9)], { rate: pick(0, 0.1, 0.25, 0.5, 0.9) });

/** Equal shapes, shapes with ones in places, or shorter shapes, which Keras aligns at the end. */
function add() {
  const shape = sizes(size(1, 4), 2, 9);
  const inputs = Array.from({ length: size(2, 4) }, () => [...shape]);
  if (flag()) inputs.forEach(other => other.forEach((_, axis) => { if (size(1, 3) === 1) other[axis] = 1; }));
  if (size(1, 4) === 1 && shape.length > 1) inputs[size(0, inputs.length - 1)].shift();
  return last('Add', inputs, {});
}

function brokenAdd() {
  const [layer, layout, inputs, settings] = add();
  if (size(1, 8) === 1) return [layer, layout, inputs.slice(0, 1), settings];
  inputs[0][inputs[0].length - 1] = 5;
  inputs.at(-1)[inputs.at(-1).length - 1] = 7;
  return [layer, layout, inputs, settings];
}

function concatenate() {
  const shape = sizes(size(1, 4), 1, 9);
  const axis = size(0, shape.length - 1);
  const inputs = Array.from({ length: size(2, 4) }, () => [...shape]);
  inputs.forEach(other => { other[axis] = size(1, 12); });
  return last('Concatenate', inputs, { axis: flag() ? axis : axis - shape.length });
}

function brokenConcatenate() {
  const [layer, layout, inputs, settings] = concatenate();
  const rank = inputs[0].length;
  const fault = pick('size', 'size', 'rank', 'axis', 'single');
  if (fault === 'size' && rank > 1) {
    const axis = (settings.axis + 1 + rank) % rank;
    inputs[0][axis] = 4;
    inputs.at(-1)[axis] = 6;
  } else if (fault === 'axis') settings.axis = pick(rank, rank + 1);
  else if (fault === 'single') return [layer, layout, inputs.slice(0, 1), settings];
  else inputs[inputs.length - 1] = [...inputs.at(-1), 2];
  return [layer, layout, inputs, settings];
}

function* choose() {
  yield* convolutionSweep();
  yield* poolSweep();
  const plan = [
    [plainConvolution, 420], [depthwiseConvolution, 110], [brokenConvolution, 190],
    [windowPool, 290], [globalPool, 60], [brokenPool, 90],
    [dense, 120], [brokenDense, 14], [flatten, 60],
    [embedding, 70], [brokenEmbedding, 14], [lstm, 120], [brokenLstm, 30],
    [normalization, 110], [brokenNormalization, 12], [activation, 110], [dropout, 40],
    [add, 110], [brokenAdd, 40], [concatenate, 110], [brokenConcatenate, 45],
  ];
  for (const [make, count] of plan) {
    const broken = make.name.startsWith('broken');
    for (let index = 0; index < count; index += 1) yield broken ? make() : hideSizes(make());
  }
}

// ---------------------------------------------------------------------------

function main() {
  console.warn = () => {};
  const seen = new Set();
  const lines = [];
  let refused = 0;
  let suspicious = 0;
  for (const choice of choose()) {
    const key = JSON.stringify(choice);
    if (seen.has(key)) continue;
    seen.add(key);
    const record = ask(...choice);
    refused += record.error !== null;
    suspicious += record.suspicious === true;
    lines.push(JSON.stringify(record));
  }
  writeFileSync(TARGET, `${lines.join('\n')}\n`);
  console.log(`${lines.length} cases, ${refused} refused, ${suspicious} suspicious`);
  console.log(`run on real tensors: ${runs.agreed} agree, ${runs.refused} refused, ${runs.differing.length} differ`);
  for (const [message, count] of runs.unsupported) console.log(`not executable (${count}): ${message}`);
  for (const difference of runs.differing) console.log(JSON.stringify(difference));
  if (runs.differing.length > 0) process.exitCode = 1;
}

main();
