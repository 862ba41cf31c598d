// Random networks on sequences.

import { convolutionSettings } from './convolutions.mjs';
import { Graph } from './graph.mjs';
import { poolSettings } from './pools.mjs';
import { flag, ones, pick, size, sizes } from './random.mjs';
import { recurrentSettings } from './sequences.mjs';

const length = (graph, x) => graph.shape(x)[0];
const width = (graph, x) => graph.shape(x)[1];

// -- single layers ----------------------------------------------------------------

const dense = (graph, x, units = size(2, 12)) => graph.add('Dense', { units, bias: flag() }, x);
const dropout = (graph, x) => graph.add('Dropout', { rate: pick(0.1, 0.5) }, x);

function convolution(graph, x, filters = size(2, 10)) {
  const padding = pick('same', 'causal');
  const dilation = padding === 'causal' ? size(1, 4) : 1;
  return graph.add('Conv', convolutionSettings(filters, [size(1, 4)], [1], padding, [dilation], 1, flag()), x);
}

const strided = (graph, x) => graph.add('Conv',
  convolutionSettings(size(2, 10), [size(1, 4)], [size(1, 2)], pick('valid', 'same', 'causal', [[size(0, 2), size(0, 2)]]), [1], 1, true), x);

const pool = (graph, x) => graph.add('Pool', poolSettings(pick('Max', 'Average'), [2], [2], pick('same', 'valid')), x);

const separable = (graph, x) => graph.add('SeparableConv',
  { filters: size(2, 10), multiplier: size(1, 2), kernel: [size(1, 3)], stride: [1], dilation: [1], padding: 'same', bias: flag() }, x);

function normalization(graph, x) {
  const layer = { kind: 'Layer', axes: 1, scale: flag(), center: true };
  return graph.add('Normalization', pick(layer, layer, { kind: 'Batch', scale: true, center: flag(), statistics: true }), x);
}

const activation = (graph, x) => graph.add('Activation', pick(
  { kind: 'relu' }, { kind: 'gelu' }, { kind: 'selu' }, { kind: 'PRelu', sharedAxes: [0] }), x);

const recurrent = (graph, x, returnSequences = true, bidirectional = pick(null, null, 'Concat', 'Sum', 'Multiply', 'Average')) =>
  graph.add('Recurrent', recurrentSettings(pick('SimpleRnn', 'Gru', 'Lstm'), size(2, 8), bidirectional, returnSequences, pick(0, 1, 1)), x);

const timeDistributed = (graph, x) =>
  graph.add('TimeDistributed', { inner: { layer: 'Dense', settings: { units: size(2, 10), bias: flag() } } }, x);

const turned = (graph, x) => graph.add('Permute', { order: [1, 0] }, x);

function folded(graph, x) {
  const steps = length(graph, x);
  return graph.add('Reshape', { target: steps % 2 ? [steps, -1] : [pick(steps / 2, -1), width(graph, x) * 2] }, x);
}

function single(graph, x) {
  const steps = [dense, dropout, convolution, convolution, separable, normalization, activation, recurrent, recurrent, timeDistributed, turned, folded];
  if (length(graph, x) >= 8) steps.push(pool, strided);
  return pick(...steps)(graph, x);
}

// -- branches that come together again ----------------------------------------------

const merge = (graph, ...inputs) => graph.add('Merge', { kind: pick('Add', 'Add', 'Multiply', 'Average', 'Maximum', 'Minimum') }, ...inputs);
const concatenate = (graph, ...inputs) => graph.add('Concatenate', { axis: pick(1, -1) }, ...inputs);

/** A gated or a plain residual block of dilated convolutions. */
function residual(graph, x) {
  const filters = width(graph, x);
  let y = convolution(graph, x, filters);
  if (flag()) {
    const gate = graph.add('Activation', { kind: 'sigmoid' }, convolution(graph, x, filters));
    y = graph.add('Merge', { kind: 'Multiply' }, graph.add('Activation', { kind: 'tanh' }, y), gate);
  } else y = activation(graph, y);
  return merge(graph, x, y);
}

const branches = (graph, x) =>
  concatenate(graph, ...Array.from({ length: size(2, 3) }, () => pick(convolution, dense, recurrent)(graph, x)));

/** The two halves of a transformer's block, each with a way past it. */
function transformer(graph, x) {
  const settings = { heads: size(1, 3), keyWidth: size(1, 6), valueWidth: pick(null, size(1, 6)), outputWidth: null, bias: flag() };
  const seen = graph.add('Attention', settings, x);
  const middle = normalization(graph, graph.add('Merge', { kind: 'Add' }, x, seen));
  const fed = dense(graph, activation(graph, dense(graph, middle)), width(graph, x));
  return normalization(graph, graph.add('Merge', { kind: 'Add' }, middle, fed));
}

/** Attention by products alone: what each step has in common with the steps of a memory. */
function products(graph, x, memory = x) {
  const units = size(2, 8);
  const scores = graph.add('Dot', { axes: pick([1, 1], 1, [-1, -1]), normalize: flag() }, dense(graph, x, units), dense(graph, memory, units));
  return graph.add('Dot', { axes: [1, 0], normalize: false }, graph.add('Activation', { kind: 'softmax' }, scores), memory);
}

/** A sequence told again from its summary. */
function retold(graph, x) {
  const summary = graph.add('RepeatVector', { count: size(3, 10) }, recurrent(graph, x, false));
  return recurrent(graph, summary);
}

/** One recurrent layer over a sequence and over what it made of it. */
function repeated(graph, x) {
  const units = width(graph, x);
  const once = graph.add('Recurrent', recurrentSettings(pick('Gru', 'Lstm'), units, null, true, 1), x);
  return merge(graph, graph.again(once, normalization(graph, once)), x);
}

const COMPOSITES = [residual, branches, transformer, transformer, products, retold, repeated];

// -- whole networks -----------------------------------------------------------------

const summary = (graph, x) => pick(
  () => recurrent(graph, x, false),
  () => graph.add('Pool', poolSettings(pick('Max', 'Average'), [1], [1], 'valid', true), x),
  () => graph.add('Flatten', {}, x),
)();

function classifier(graph, x) {
  const y = flag() ? dense(graph, x) : x;
  return graph.add('Activation', { kind: 'softmax' }, dense(graph, y));
}

/** A film: every frame by itself becomes a row of numbers. */
function film(graph) {
  const each = (layer, settings, x) => graph.add('TimeDistributed', { inner: { layer, settings } }, x);
  const frames = graph.input([size(4, 8), ...sizes(2, 6, 12), pick(1, 3)]);
  const maps = each('Conv', convolutionSettings(size(2, 6), sizes(2, 2, 3), ones(2), pick('same', 'valid'), ones(2), 1, flag()), frames);
  const small = each('Pool', poolSettings(pick('Max', 'Average'), [2, 2], [2, 2], 'valid'), each('Activation', { kind: 'relu' }, maps));
  return flag() ? each('Flatten', {}, small) : each('Pool', poolSettings('Average', ones(2), ones(2), 'valid', true), small);
}

const start = graph => (flag() ? graph.input([size(6, 20), size(2, 10)])
  : graph.add('Embedding', { vocabulary: size(10, 60), width: size(2, 10) }, graph.input([size(6, 20)])));

/** Two texts through one embedding and one recurrent layer, compared. */
function twins(graph) {
  const words = graph.add('Embedding', { vocabulary: size(10, 60), width: size(2, 10) }, graph.input([size(6, 20)]));
  const encoded = recurrent(graph, words, false);
  const other = graph.again(encoded, graph.again(words, graph.input([size(6, 20)])));
  return pick(
    () => graph.add('Dot', { axes: pick(0, -1, [0, 0]), normalize: true }, encoded, other),
    () => graph.add('Concatenate', { axis: pick(0, -1) }, encoded, other),
    () => merge(graph, encoded, other),
  )();
}

/** A dense layer of a list of numbers, and a way past it. */
const sideways = (graph, y) => merge(graph, y, activation(graph, dense(graph, y, graph.shape(y)[0])));

/** At least the given number of nodes. */
export function sequenceGraph(least) {
  const graph = new Graph('ChannelsLast');
  const kind = size(1, 6);
  if (kind === 1) {
    let y = twins(graph);
    while (graph.nodes.length < least - 2) y = pick(dense, activation, sideways, sideways)(graph, y);
    classifier(graph, y);
    return graph;
  }
  let x = kind === 5 ? film(graph) : start(graph);
  if (kind === 2) {
    const memory = start(graph);
    x = flag() ? products(graph, x, memory)
      : graph.add('Attention', { heads: size(1, 3), keyWidth: size(1, 6), valueWidth: null, outputWidth: pick(null, size(2, 8)), bias: true }, x, memory);
  }
  while (graph.nodes.length < least - 3) x = (size(1, 5) <= 2 ? single : pick(...COMPOSITES))(graph, x);
  if (kind === 3) timeDistributed(graph, x);
  else classifier(graph, summary(graph, x));
  if (kind === 4) dense(graph, x);
  return graph;
}
