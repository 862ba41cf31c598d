// Random recurrent layers, attention, and layers repeated along the time.

import { activation, batchNormalization, dense, layerNormalization, prelu } from './elements.mjs';
import { depthwiseLayer, plainConvolution, separableConvolution, transposedConvolution } from './convolutions.mjs';
import { globalPool, windowPool } from './pools.mjs';
import { flag, pick, size } from './random.mjs';
import { cropping, flatten, padding, permute, repeatVector, reshape, upsampling } from './rearrangements.mjs';
import { last } from './shapes.mjs';

export const recurrentSettings = (kind, units, bidirectional, returnSequences, biasVectors) =>
  ({ kind, units, layers: 1, bidirectional, returnSequences, biasVectors, projection: 0, resetAfter: false });

export const lstm = () => last('Recurrent', [[size(1, 12), size(1, 20)]],
  recurrentSettings('Lstm', size(1, 24), null, flag(), pick(0, 1, 1)));

function withFault([layer, layout, inputs, settings]) {
  const fault = pick('rank', 'rank', 'units');
  if (fault === 'units') settings.units = pick(0, -2);
  else inputs[0] = flag() ? [...inputs[0], 3] : inputs[0].slice(1);
  return [layer, layout, inputs, settings];
}

export const brokenLstm = () => withFault(lstm());

export const recurrent = () => last('Recurrent', [[size(1, 9), size(1, 16)]], recurrentSettings(
  pick('SimpleRnn', 'Gru', 'Lstm'), size(1, 16), pick(null, 'Concat', 'Sum', 'Multiply', 'Average'), flag(), pick(0, 1, 1)));

export const brokenRecurrent = () => withFault(recurrent());

export function recurrentState() {
  const [, layout, inputs, settings] = recurrent();
  const index = settings.kind === 'Lstm' ? pick('h', 'c') : 'h';
  return ['RecurrentState', layout, inputs, { ...settings, bidirectional: null, index }];
}

export function brokenRecurrentState() {
  const choice = recurrentState();
  if (choice[3].kind === 'Lstm') return withFault(choice);
  choice[3].index = 'c';
  return choice;
}

// -- attention ------------------------------------------------------------------------

const sequence = (length = size(1, 9)) => [length, size(1, 12)];

/** Keras wants the width of a key; that of a value is the same unless it is given. */
export function attention() {
  const inputs = [sequence()];
  const length = size(1, 9);
  for (let more = size(0, 2); more > 0; more -= 1) inputs.push(sequence(length));
  return last('Attention', inputs, {
    heads: size(1, 5), keyWidth: size(1, 8), valueWidth: pick(null, size(1, 8)), outputWidth: pick(null, null, size(1, 12)), bias: flag(),
  });
}

export function brokenAttention() {
  const [layer, layout, inputs, settings] = attention();
  const fault = pick('lengths', 'lengths', 'lengths', 'heads', 'keyWidth', 'valueWidth', 'outputWidth');
  if (fault === 'lengths') return [layer, layout, [sequence(), sequence(4), sequence(size(5, 9))], settings];
  settings[fault] = pick(0, -1, -2);
  return [layer, layout, inputs, settings];
}

// -- layers repeated along the time -------------------------------------------------

function smallInner() {
  const make = pick(dense, dense, plainConvolution, plainConvolution, windowPool, globalPool, flatten, recurrent, activation, prelu,
    batchNormalization, layerNormalization, separableConvolution, depthwiseLayer, transposedConvolution, padding, cropping, upsampling,
    reshape, permute, repeatVector);
  for (;;) {
    const choice = make();
    if (choice[2][0].reduce((product, length) => product * length, 1) < 600) return choice;
  }
}

export function timeDistributed() {
  const [layer, layout, [shape], settings] = smallInner();
  return ['TimeDistributed', layout, [[size(1, 6), ...shape]], { inner: { layer, settings } }];
}

export function brokenTimeDistributed() {
  const [layer, layout, [[time, ...shape]], settings] = timeDistributed();
  const { inner } = settings;
  if ('filters' in inner.settings && flag()) inner.settings.filters = pick(0, -1);
  else if ('units' in inner.settings && flag()) inner.settings.units = pick(0, -1);
  else return [layer, layout, [[time]], settings];
  return [layer, layout, [[time, ...shape]], settings];
}
