// Asks TensorFlow.js about one layer: the shape of a symbolic tensor, the counts of the built
// layer, and then a run on zeros that must give the same shape.

import tf from '@tensorflow/tfjs';
import { applyAll, build } from './build.mjs';

// Stands for an unknown size when a layer is really run.
const STAND_IN = 12;
const LARGEST_RUN = 20000;

export const runs = { agreed: 0, refused: 0, unsupported: new Map(), differing: [] };

export const sizeOf = shape => shape.reduce((product, size) => product * size, 1);
const trainableCount = layer => layer.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
const oneLine = error => String(error.message).replace(/\s+/g, ' ').trim().slice(0, 200);

/** The batch is known: with an unknown one, a reshape leaves its -1 open and checks nothing. */
const symbol = (layer, shape) => tf.input({ batchShape: [1, ...shape], dtype: layer === 'Embedding' ? 'int32' : 'float32' });

export function ask(layer, layout, inputs, settings) {
  const record = { layer, layout, inputs, settings, output: null, parameters: null, trainable: null, macs: null, error: null };
  let parts;
  try {
    parts = build(record);
    record.output = applyAll(parts, inputs.map(shape => symbol(layer, shape)))?.shape.slice(1) ?? null;
  } catch (error) {
    refuse(record, oneLine(error));
    if (stricterThanPython(record)) record.suspicious = true;
    return record;
  }
  if (record.output === null) refuse(record, 'oracle: the layer has no such state');
  else if (senseless(record)) {
    refuse(record, `oracle: ${senseless(record)}`);
    record.suspicious = true;
  } else {
    record.parameters = parts.reduce((sum, part) => sum + part.countParams(), 0);
    record.trainable = parts.reduce((sum, part) => sum + trainableCount(part), 0);
    if (unchecked(record) || (isTooSmall(record) && !RUN_REFUSES.has(layer))) record.suspicious = true;
    else crossCheck(record);
  }
  return record;
}

function refuse(record, error) {
  Object.assign(record, { output: null, parameters: null, trainable: null, error });
}

/** Why a symbolic shape is none. */
function senseless({ layer, inputs, output }) {
  if (output.some(size => size !== null && !Number.isFinite(size))) return `a size of the symbolic shape is not a number (${output})`;
  if (layer === 'Concatenate' && output.length !== inputs[0].length) return `the symbolic shape changed its rank (${JSON.stringify(output)})`;
  return null;
}

const isTooSmall = ({ output }) => output.some(size => size !== null && size <= 0);

/** Settings that Keras in Python refuses, but which TensorFlow.js does not check when it builds. */
function unchecked({ layer, inputs, settings: s }) {
  if (layer === 'TimeDistributed') return unchecked({ ...s.inner, inputs: [inputs[0].slice(1)] });
  const counts = [s.kernel, s.stride, s.dilation, s.scale, s.multiplier, s.heads, s.keyWidth, s.valueWidth, s.outputWidth];
  return counts.flat().some(size => Number.isFinite(size) && size <= 0)
    || (layer === 'Padding' && s.amounts.flat().some(amount => amount < 0))
    || (layer === 'Reshape' && s.target.filter(size => size < 0).length > 1)
    || (s.sharedAxes ?? []).some(axis => axis >= inputs[0].length);
}

/** Keras in Python flattens unknown sizes, and lets an unknown size match a known one. */
function stricterThanPython({ layer, inputs }) {
  return (layer === 'Flatten' || layer === 'Concatenate') && inputs.flat().includes(null);
}

// ---------------------------------------------------------------------------
// Running on real tensors
// ---------------------------------------------------------------------------

/** What TensorFlow.js cannot execute, though Keras can; the symbolic shape still holds. */
const UNSUPPORTED = /not (yet )?implemented|not yet supported|must be rank|expects input/i;

/** What Keras in Python refuses as well, but TensorFlow.js only when it runs. */
const REFUSED = /Either strides? or dilations? must be 1|CAUSAL padding/;
const RUN_REFUSES = new Set(['DepthwiseConv', 'Cropping', 'RepeatVector']);

// Unknown sizes of these need not fit together once they are known.
const FITTING = new Set(['Merge', 'Reshape', 'Dot']);

function crossCheck(record) {
  const { layer, inputs, output } = record;
  if (FITTING.has(layer) && inputs.flat().includes(null)) return;
  const shapes = inputs.map(shape => shape.map(size => size ?? STAND_IN));
  if (shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) > LARGEST_RUN || shapes.flat().includes(0)) return;
  let real;
  try {
    real = tf.tidy(() => applyAll(runnable({ ...record, inputs: shapes }), shapes.map(shape => tf.zeros([2, ...shape])))).shape.slice(1);
  } catch (error) {
    refuseOrExcuse(record, oneLine(error));
    return;
  }
  const agrees = real.length === output.length && real.every((size, axis) => output[axis] === null || output[axis] === size);
  if (isTooSmall(record)) record.suspicious = true;
  else if (agrees) runs.agreed += 1;
  else differ(record, { real });
}

/** The layer again, without what TensorFlow.js runs wrongly. */
function runnable(record) {
  const { layer, layout, inputs, settings } = record;
  // It takes every negative axis for the last one.
  if (layer === 'Concatenate' && settings.axis < 0) return build({ ...record, settings: { axis: settings.axis + inputs[0].length } });
  // It adds the bias along the wrong axis.
  if (layer === 'SeparableConv' && layout === 'ChannelsFirst') return build({ ...record, settings: { ...settings, bias: false } });
  return build(record);
}

function refuseOrExcuse(record, message) {
  if (REFUSED.test(message) || RUN_REFUSES.has(record.layer)) {
    runs.refused += 1;
    refuse(record, message);
  } else if (UNSUPPORTED.test(message)) {
    runs.unsupported.set(message, (runs.unsupported.get(message) ?? 0) + 1);
  } else {
    differ(record, { message });
  }
}

function differ({ layer, layout, inputs, settings, output }, found) {
  runs.differing.push({ layer, layout, inputs, settings, symbolic: output, ...found });
}
