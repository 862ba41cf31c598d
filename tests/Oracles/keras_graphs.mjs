// Writes Fixtures/keras-graphs.jsonl: random networks with branches, as Keras models that TensorFlow.js builds: images
// and sequences, with layers used twice. A node is a layer as in the fixtures of single layers, with the names of its
// inputs. Counts of the whole are those of the model, which holds a shared layer once.

import { writeFileSync } from 'node:fs';
import tf from '@tensorflow/tfjs';
import { generator } from './random.mjs';

const SEED = 20241126;
const TARGET = new URL('../Fixtures/keras-graphs.jsonl', import.meta.url);
const GRAPHS = 120;
const L = tf.layers;

const random = generator(SEED);
const size = (low, high) => low + Math.floor(random() * (high - low + 1));
const pick = (...choices) => choices[size(0, choices.length - 1)];
const flag = () => random() < 0.5;
const zeros = { kernelInitializer: 'zeros', depthwiseInitializer: 'zeros', pointwiseInitializer: 'zeros', recurrentInitializer: 'zeros' };
const sizeOf = shape => shape.reduce((product, length) => product * length, 1);

class Graph {
  constructor() {
    this.nodes = [];
    this.tensors = new Map();
    this.layers = new Map();
  }

  input(shape) {
    const tensor = tf.input({ shape });
    this.nodes.push({ name: 'n0', layer: 'Input', settings: { shape }, inputs: [], output: shape, parameters: 0 });
    this.tensors.set('n0', tensor);
    return 'n0';
  }

  shape(name) { return this.tensors.get(name).shape.slice(1); }

  add(layer, settings, inputs, built, sharedWith) {
    const name = `n${this.nodes.length}`;
    const tensors = inputs.map(input => this.tensors.get(input));
    const output = built.apply(tensors.length === 1 ? tensors[0] : tensors);
    const shape = output.shape.slice(1);
    if (shape.some(length => length < 1)) throw new Error('nothing is left');
    const node = { name, layer, settings, inputs, output: shape, parameters: sharedWith ? 0 : built.countParams() };
    if (sharedWith) node.sharedWith = sharedWith;
    this.nodes.push(node);
    this.tensors.set(name, output);
    this.layers.set(name, built);
    return name;
  }

  // -- images -------------------------------------------------------------------

  conv(source, filters = size(1, 6), stride = pick(1, 1, 2), padding = pick('same', 'valid')) {
    const settings = { filters, kernel: [size(1, 3), size(1, 3)], stride: [stride, stride], padding, dilation: [1, 1], groups: 1, bias: flag() };
    return this.add('Conv', settings, [source], L.conv2d({
      filters, kernelSize: settings.kernel, strides: stride, padding, useBias: settings.bias, ...zeros }));
  }

  again(source) {
    const channels = this.shape(source).at(-1);
    const fitting = this.nodes.filter(node => node.layer === 'Conv' && !node.sharedWith && this.shape(node.inputs[0]).at(-1) === channels);
    if (fitting.length === 0) return this.conv(source);
    const node = pick(...fitting);
    return this.add('Conv', node.settings, [source], this.layers.get(node.name), node.name);
  }

  pool(source) {
    const kind = pick('Max', 'Average');
    const settings = { kind, kernel: [2, 2], stride: [size(1, 2), 2], padding: pick('same', 'valid'), dilation: [1, 1], ceiling: false, global: false };
    return this.add('Pool', settings, [source], (kind === 'Max' ? L.maxPooling2d : L.averagePooling2d)({
      poolSize: 2, strides: settings.stride, padding: settings.padding }));
  }

  transposed(source) {
    const settings = { filters: size(1, 4), kernel: [size(1, 4), size(1, 4)], stride: [2, 2], dilation: [1, 1], padding: pick('same', 'valid'), outputPadding: null, groups: 1, bias: flag() };
    return this.add('ConvTranspose', settings, [source], L.conv2dTranspose({
      filters: settings.filters, kernelSize: settings.kernel, strides: 2, padding: settings.padding, useBias: settings.bias, ...zeros }));
  }

  depthwise(source) {
    const settings = { multiplier: size(1, 2), kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: 'same', bias: flag() };
    return this.add('DepthwiseConv', settings, [source], L.depthwiseConv2d({
      kernelSize: 3, depthMultiplier: settings.multiplier, padding: 'same', useBias: settings.bias, ...zeros }));
  }

  separable(source) {
    const settings = { filters: size(1, 6), multiplier: size(1, 2), kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: 'same', bias: flag() };
    return this.add('SeparableConv', settings, [source], L.separableConv2d({
      filters: settings.filters, kernelSize: 3, depthMultiplier: settings.multiplier, padding: 'same', useBias: settings.bias }));
  }

  upsample(source) {
    const scale = [size(1, 3), size(1, 3)];
    return this.add('Upsampling', { scale, size: null, method: 'Nearest', alignCorners: false }, [source], L.upSampling2d({ size: scale }));
  }

  pad(source) {
    const amounts = [[size(0, 2), size(0, 2)], [size(0, 2), size(0, 2)]];
    return this.add('Padding', { mode: 'Zero', amounts }, [source], L.zeroPadding2d({ padding: amounts }));
  }

  norm(source) {
    return this.add('Normalization', { kind: 'Batch', scale: true, center: true, statistics: true }, [source], L.batchNormalization({}));
  }

  prelu(source) {
    const sharedAxes = pick([], [0, 1], [2]);
    return this.add('Activation', { kind: 'PRelu', sharedAxes }, [source], L.prelu({ sharedAxes: sharedAxes.length ? sharedAxes.map(axis => axis + 1) : undefined }));
  }

  merge(inputs, kind = pick('Add', 'Multiply', 'Average', 'Maximum', 'Minimum')) {
    return this.add('Merge', { kind }, inputs, L[kind.toLowerCase()]({}));
  }

  residual(source) {
    const branch = this.conv(this.conv(source, undefined, 1, 'same'), this.shape(source).at(-1), 1, 'same');
    return this.merge([branch, source]);
  }

  inception(source) {
    const branches = Array.from({ length: size(2, 4) }, () => this.conv(source, undefined, 1, 'same'));
    return this.add('Concatenate', { axis: -1 }, flag() ? [...branches, source] : branches, L.concatenate({}));
  }

  gate(source) {
    const channels = this.shape(source).at(-1);
    const pooled = this.add('Pool', { kind: 'Average', kernel: [1, 1], stride: [1, 1], padding: 'valid', dilation: [1, 1], ceiling: false, global: true }, [source], L.globalAveragePooling2d({}));
    const squeezed = this.dense(pooled, size(1, 4));
    const wide = this.dense(squeezed, channels);
    const gate = this.add('Reshape', { target: [1, 1, channels] }, [wide], L.reshape({ targetShape: [1, 1, channels] }));
    return this.merge([source, gate], 'Multiply');
  }

  dense(source, units = size(1, 8)) {
    const bias = flag();
    return this.add('Dense', { units, bias }, [source], L.dense({ units, useBias: bias, ...zeros }));
  }

  head(source) {
    const flat = this.add('Flatten', {}, [source], L.flatten({}));
    return this.dense(flat);
  }

  // -- sequences ----------------------------------------------------------------

  recurrent(source, returnSequences = true) {
    const kind = pick('SimpleRnn', 'Gru', 'Lstm');
    const settings = { kind, units: size(1, 6), layers: 1, bidirectional: pick(null, null, 'Concat', 'Sum'), returnSequences, biasVectors: 1, projection: 0, resetAfter: false };
    const make = { SimpleRnn: L.simpleRNN, Gru: L.gru, Lstm: L.lstm }[kind];
    const cell = make({ units: settings.units, returnSequences, ...zeros });
    return this.add('Recurrent', settings, [source], settings.bidirectional === null ? cell
      : L.bidirectional({ layer: cell, mergeMode: settings.bidirectional === 'Concat' ? 'concat' : 'sum' }));
  }

  layerNorm(source) {
    return this.add('Normalization', { kind: 'Layer', axes: 1, scale: true, center: true, statistics: false }, [source], L.layerNormalization({}));
  }

  attention(source) {
    const query = this.dense(source, 4);
    const key = this.dense(source, 4);
    const scores = this.add('Dot', { axes: [1, 1], normalize: false }, [query, key], L.dot({ axes: [2, 2] }));
    const parts = this.add('Activation', { kind: 'softmax', axis: -1 }, [scores], L.softmax({}));
    return this.add('Dot', { axes: [1, 0], normalize: false }, [parts, source], L.dot({ axes: [2, 1] }));
  }

  sequenceResidual(source) {
    return this.merge([this.dense(this.dense(source), this.shape(source).at(-1)), source]);
  }

  // -- growing ------------------------------------------------------------------

  growImage() {
    let last = this.input([size(12, 20), size(12, 20), size(1, 4)]);
    const steps = ['conv', 'conv', 'pool', 'transposed', 'depthwise', 'separable', 'upsample', 'pad', 'norm', 'prelu', 'residual', 'residual', 'inception', 'gate', 'again'];
    for (let i = size(4, 9); i > 0; i -= 1) {
      last = this.attempt(pick(...steps), last);
      if (Math.max(...this.shape(last).slice(0, 2)) > 60) break;
    }
    return flag() ? this.head(last) : last;
  }

  growSequence() {
    let last = this.input([size(3, 9), size(1, 6)]);
    const steps = ['recurrent', 'recurrent', 'layerNorm', 'attention', 'sequenceResidual', 'dense'];
    for (let i = size(3, 7); i > 0; i -= 1) last = this.attempt(pick(...steps), last);
    return flag() ? this.dense(this.recurrent(last, false)) : last;
  }

  attempt(step, source) {
    const before = this.nodes.length;
    try {
      return this[step](source);
    } catch {
      // A window that does not fit: what the step had made so far goes again.
      this.nodes.length = before;
      return source;
    }
  }

  record(last) {
    const wanted = new Set([last]);
    for (const node of [...this.nodes].reverse()) if (wanted.has(node.name)) node.inputs.forEach(input => wanted.add(input));
    const used = this.nodes.filter(node => wanted.has(node.name));
    for (const node of used) {
      if (node.sharedWith && !wanted.has(node.sharedWith)) {
        // Where the layer that it shares with is not used, it counts for itself; a third that shares counts with it.
        node.parameters = this.layers.get(node.name).countParams();
        for (const other of used) if (other !== node && other.sharedWith === node.sharedWith) other.sharedWith = node.name;
        delete node.sharedWith;
      }
    }
    const model = tf.model({ inputs: this.tensors.get('n0'), outputs: this.tensors.get(last) });
    return {
      layout: 'ChannelsLast', nodes: used, outputs: [last], parameters: model.countParams(),
      trainable: model.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0), macs: null,
    };
  }
}

function main() {
  console.warn = () => {};
  const lines = [];
  while (lines.length < GRAPHS) {
    const graph = new Graph();
    const last = lines.length % 3 === 2 ? graph.growSequence() : graph.growImage();
    const record = graph.record(last);
    if (record.nodes.length >= 4) lines.push(JSON.stringify(record));
  }
  writeFileSync(TARGET, `${lines.join('\n')}\n`);
  console.log(`${lines.length} graphs`);
}

main();
