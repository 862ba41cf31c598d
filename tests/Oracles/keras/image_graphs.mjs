// Random networks on images.

import { convolutionSettings, transposedSettings } from './convolutions.mjs';
import { Graph } from './graph.mjs';
import { poolSettings } from './pools.mjs';
import { flag, ones, pick, size, sizes } from './random.mjs';
import { mostlyLast } from './shapes.mjs';

const isFirst = graph => graph.layout === 'ChannelsFirst';
const channelAxis = graph => (isFirst(graph) ? 0 : 2);
const channels = (graph, x) => graph.shape(x)[channelAxis(graph)];
const space = (graph, x) => (isFirst(graph) ? graph.shape(x).slice(1) : graph.shape(x).slice(0, 2));
const pairs = (low, high) => [sizes(2, low, high), sizes(2, low, high)];

// -- single layers ----------------------------------------------------------------

function convolution(graph, x, filters = size(2, 8), kernel = sizes(2, 1, 3)) {
  const dilation = size(1, 4) === 1 ? sizes(2, 1, 2) : ones(2);
  return graph.add('Conv', convolutionSettings(filters, kernel, ones(2), 'same', dilation, 1, flag()), x);
}

function grouped(graph, x) {
  const groups = channels(graph, x);
  if (groups === 1) return convolution(graph, x);
  return graph.add('Conv', convolutionSettings(groups * size(1, 2), sizes(2, 1, 3), ones(2), 'same', ones(2), groups, flag()), x);
}

const window = stride => ({ kernel: sizes(2, 1, 3), stride: [stride, stride], dilation: ones(2), padding: 'same' });

const depthwise = (graph, x) => graph.add('DepthwiseConv', { multiplier: size(1, 2), ...window(1), bias: flag() }, x);

/** With a bias, TensorFlow.js cannot run it on channels first. */
const separable = (graph, x) => graph.add('SeparableConv',
  { filters: size(2, 8), multiplier: size(1, 2), ...window(size(1, 2)), bias: !isFirst(graph) && flag() }, x);

function normalization(graph, x) {
  const batch = { kind: 'Batch', scale: flag(), center: flag(), statistics: true };
  return graph.add('Normalization', pick(batch, batch, { kind: 'Layer', axes: pick(1, 3), scale: flag(), center: true }), x);
}

const activation = (graph, x) => graph.add('Activation', pick(
  { kind: 'relu' }, { kind: 'leaky_relu' }, { kind: 'swish' }, { kind: 'tanh' },
  { kind: 'PRelu', sharedAxes: isFirst(graph) ? [1, 2] : [0, 1] }), x);

const dropout = (graph, x) => graph.add('Dropout', { rate: pick(0.1, 0.5) }, x);

const pool = (graph, x, padding = pick('same', 'valid')) =>
  graph.add('Pool', poolSettings(pick('Max', 'Average'), [2, 2], [2, 2], padding), x);

const strided = (graph, x) => graph.add('Conv',
  convolutionSettings(size(2, 8), sizes(2, 2, 3), sizes(2, 1, 2), pick('valid', 'same', pairs(0, 2)), ones(2), 1, flag()), x);

const padding = (graph, x) => graph.add('Padding', { mode: 'Zero', amounts: pairs(0, 2) }, x);
const cropping = (graph, x) => graph.add('Cropping', { amounts: pairs(0, 1) }, x);

const upsampling = (graph, x) => graph.add('Upsampling',
  { scale: [2, 2], size: null, method: pick('Nearest', 'Linear'), alignCorners: false }, x);

const transposed = (graph, x) => graph.add('ConvTranspose',
  transposedSettings(size(2, 6), sizes(2, 2, 3), [2, 2], pick('same', 'valid'), flag()), x);

function single(graph, x) {
  const [height, width] = space(graph, x);
  const steps = [convolution, grouped, depthwise, separable, normalization, activation, activation, dropout];
  if (Math.min(height, width) >= 8) steps.push(pool, strided, strided, cropping, cropping);
  if (Math.max(height, width) <= 20) steps.push(padding, upsampling, transposed, transposed);
  return pick(...steps)(graph, x);
}

// -- branches that come together again ----------------------------------------------

const merge = (graph, ...inputs) =>
  graph.add('Merge', { kind: pick('Add', 'Add', 'Add', 'Multiply', 'Average', 'Maximum', 'Minimum') }, ...inputs);

const concatenate = (graph, ...inputs) =>
  graph.add('Concatenate', { axis: isFirst(graph) ? 0 : pick(2, -1) }, ...inputs);

/** A block beside which the input, or a convolution of it, goes by. */
function residual(graph, x) {
  const filters = flag() ? channels(graph, x) : size(2, 8);
  let y = activation(graph, normalization(graph, convolution(graph, x, filters)));
  if (flag()) y = convolution(graph, y, filters);
  return merge(graph, filters === channels(graph, x) ? x : convolution(graph, x, filters, [1, 1]), y);
}

/** Branches of different kernels, joined along the channels. */
function inception(graph, x) {
  const branches = Array.from({ length: size(2, 3) }, () => pick(convolution, depthwise, grouped)(graph, x));
  return concatenate(graph, ...branches, ...(flag() ? [x] : []));
}

/** Every block sees all that came before it. */
function denseBlock(graph, x) {
  const first = concatenate(graph, x, convolution(graph, x));
  return concatenate(graph, first, convolution(graph, first));
}

/** A weight for every channel, by the means of all channels. */
function squeeze(graph, x) {
  const depth = channels(graph, x);
  let gate = graph.add('Pool', poolSettings('Average', ones(2), ones(2), 'valid', true), x);
  gate = graph.add('Dense', { units: size(1, 4), bias: flag() }, gate);
  gate = graph.add('Dense', { units: depth, bias: flag() }, gate);
  gate = graph.add('Activation', { kind: 'sigmoid' }, gate);
  gate = graph.add('Reshape', { target: isFirst(graph) ? [depth, 1, pick(1, -1)] : [1, 1, pick(depth, -1)] }, gate);
  return graph.add('Merge', { kind: 'Multiply' }, x, gate);
}

/** Down, up, and on with what was there before. */
function ladder(graph, x) {
  if (space(graph, x).some(length => length % 2 === 1)) return convolution(graph, x);
  const low = convolution(graph, pool(graph, x));
  const high = flag() ? upsampling(graph, low)
    : graph.add('ConvTranspose', transposedSettings(size(2, 6), [2, 2], [2, 2], pick('same', 'valid'), flag()), low);
  return concatenate(graph, x, high);
}

/** One convolution, twice in a row. */
function repeated(graph, x) {
  const once = convolution(graph, x, channels(graph, x));
  return merge(graph, graph.again(once, activation(graph, once)), x);
}

const COMPOSITES = [residual, residual, inception, denseBlock, squeeze, ladder, ladder, repeated];

// -- whole networks -----------------------------------------------------------------

function classifier(graph, x) {
  let y = flag() ? graph.add('Flatten', {}, x)
    : graph.add('Pool', poolSettings(pick('Max', 'Average'), ones(2), ones(2), 'valid', true), x);
  if (flag()) y = graph.add('Dropout', { rate: 0.5 }, graph.add('Dense', { units: size(2, 12), bias: true }, y));
  y = graph.add('Dense', { units: size(2, 10), bias: flag() }, y);
  return graph.add('Activation', { kind: 'softmax' }, y);
}

/** Two images through one stem, or an image and a list of numbers. */
function joined(graph, x) {
  if (flag()) {
    const stem = strided(graph, x);
    const other = graph.again(stem, graph.input(graph.shape(x)));
    return flag() ? merge(graph, stem, other) : concatenate(graph, stem, other);
  }
  const map = convolution(graph, x);
  const numbers = graph.input([size(2, 9)]);
  const depth = channels(graph, map);
  const scale = graph.add('Dense', { units: depth, bias: true }, numbers);
  return merge(graph, map, graph.add('Reshape', { target: isFirst(graph) ? [depth, 1, 1] : [1, 1, depth] }, scale));
}

/** At least the given number of nodes. */
export function imageGraph(least) {
  const graph = new Graph(mostlyLast());
  const image = sizes(2, 4, 12).map(half => 2 * half);
  const depth = pick(1, 3, 3, 4);
  let x = graph.input(isFirst(graph) ? [depth, ...image] : [...image, depth]);
  if (size(1, 4) === 1) x = joined(graph, x);
  while (graph.nodes.length < least - 3) x = (size(1, 5) <= 2 ? single : pick(...COMPOSITES))(graph, x);
  const end = size(1, 5);
  if (end === 1) convolution(graph, x, size(1, 4), [1, 1]);
  else classifier(graph, x);
  if (end === 5) graph.add('Activation', { kind: 'sigmoid' }, convolution(graph, x, 1, [1, 1]));
  return graph;
}
