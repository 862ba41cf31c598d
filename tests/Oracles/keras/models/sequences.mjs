// Random models that work on sequences.

import tf from '@tensorflow/tfjs';
import { flag, pick, size } from '../random.mjs';
import { used } from './images.mjs';

const { layers } = tf;
const activation = () => pick(undefined, 'relu', 'tanh', 'sigmoid', 'softmax', 'elu', 'gelu');
const cell = () => pick(
  () => layers.lstmCell({ units: size(1, 6), useBias: flag() }),
  () => layers.gruCell({ units: size(1, 6), useBias: flag() }),
  () => layers.simpleRNNCell({ units: size(1, 6), useBias: flag() }),
)();

const recurrent = settings => {
  const all = { units: size(1, 6), useBias: flag(), goBackwards: size(0, 5) === 0, ...settings };
  return pick(() => layers.lstm(all), () => layers.gru(all), () => layers.simpleRNN(all))();
};

/** A layer on a sequence that leaves a sequence. */
function step() {
  return pick(
    () => layers.conv1d({ filters: size(1, 8), kernelSize: size(1, 3), strides: pick(1, 1, 2), padding: pick('same', 'valid'), activation: activation(), useBias: flag() }),
    () => layers.maxPooling1d({ poolSize: size(1, 2), padding: pick('same', 'valid') }),
    () => layers.averagePooling1d({ poolSize: 2, strides: 1, padding: 'same' }),
    () => recurrent({ returnSequences: true }),
    () => recurrent({ returnSequences: true }),
    () => layers.rnn({ cell: flag() ? cell() : [cell(), cell(), ...(flag() ? [cell()] : [])], returnSequences: true, goBackwards: flag() }),
    () => layers.bidirectional({ layer: recurrent({ returnSequences: true, goBackwards: false }), mergeMode: pick('concat', 'sum', 'mul', 'ave') }),
    () => layers.timeDistributed({ layer: layers.dense({ units: size(1, 8), activation: activation(), useBias: flag() }) }),
    () => layers.timeDistributed({ layer: pick(layers.batchNormalization({}), layers.layerNormalization({}), layers.prelu({}), layers.dropout({ rate: 0.1 })) }),
    () => layers.dense({ units: size(1, 8), activation: activation() }),
    () => layers.layerNormalization({}),
    () => layers.batchNormalization({}),
    () => layers.dropout({ rate: 0.2 }),
    () => layers.spatialDropout1d({ rate: 0.2 }),
    () => layers.masking({ maskValue: 0 }),
    () => layers.activation({ activation: 'relu' }),
  )();
}

/** A layer that leaves a vector. */
const last = () => pick(
  () => recurrent({}),
  () => layers.rnn({ cell: [cell(), cell()] }),
  () => layers.bidirectional({ layer: recurrent({ goBackwards: false }), mergeMode: pick('concat', 'sum', 'mul', 'ave') }),
  () => layers.globalAveragePooling1d(),
  () => layers.globalMaxPooling1d(),
)();

const steps = () => (size(0, 4) === 0 ? null : size(8, 16));

export function sequentialText() {
  const model = tf.sequential();
  const length = steps();
  if (flag()) model.add(layers.embedding({ inputDim: size(5, 40), outputDim: size(2, 8), inputShape: [length], maskZero: false }));
  else model.add(layers.inputLayer({ inputShape: [length, size(2, 8)] }));
  for (let index = size(1, 5); index > 0; index -= 1) model.add(step());
  if (flag()) {
    model.add(last());
    if (flag()) {
      model.add(layers.repeatVector({ n: size(2, 5) }));
      model.add(step());
    } else model.add(layers.dense({ units: size(1, 6), activation: activation() }));
  }
  return model;
}

/** A model that is a layer of another, on sequences of so many features. */
function nested(features) {
  const input = tf.input({ shape: [null, features] });
  let value = input;
  for (let index = size(1, 3); index > 0; index -= 1) value = step().apply(value);
  return tf.model({ inputs: input, outputs: value });
}

/** A model on a vector, for each step of a sequence. */
function perStep(features) {
  const model = tf.sequential();
  model.add(layers.dense({ units: size(1, 6), inputShape: [features], activation: activation() }));
  model.add(layers.batchNormalization({}));
  model.add(layers.dense({ units: size(1, 6), activation: activation() }));
  return model;
}

export function functionalText() {
  const inputs = [tf.input({ shape: [steps(), size(2, 8)] })];
  const text = tf.input({ shape: inputs[0].shape.slice(1, 2), dtype: 'int32' });
  inputs.push(text);
  const values = [inputs[0], layers.embedding({ inputDim: 30, outputDim: pick(inputs[0].shape[2], 5) }).apply(text)];
  const made = new Map();
  for (let index = size(3, 10); index > 0; index -= 1) {
    const value = pick(...values.slice(-3));
    const key = JSON.stringify(value.shape);
    const alike = values.filter(other => JSON.stringify(other.shape) === key);
    const level = values.filter(other => other.shape[1] !== null && other.shape[1] === value.shape[1]);
    const chance = size(0, 9);
    let result;
    if (chance < 2 && alike.length > 1) result = pick(layers.add({}), layers.multiply({}), layers.maximum({})).apply([value, pick(...alike)]);
    else if (chance === 2 && level.length > 1) result = layers.concatenate({ axis: pick(2, -1) }).apply([value, pick(...level)]);
    else if (chance === 3) {
      // An encoder's states begin a decoder.
      const units = size(1, 5);
      const [make, states] = pick([layers.lstm, 2], [layers.gru, 1]);
      const encoded = make({ units, returnState: true, returnSequences: flag() }).apply(value);
      result = make({ units, returnSequences: true }).apply(pick(...values), { initialState: encoded.slice(1, 1 + states) });
    } else if (chance === 4) {
      const layer = flag() ? nested(value.shape[2]) : layers.timeDistributed({ layer: perStep(value.shape[2]) });
      result = layer.apply(value);
      made.set(key, [...(made.get(key) ?? []), layer]);
    } else if (chance >= 5 && chance <= 6 && made.has(key)) result = pick(...made.get(key)).apply(value);
    else {
      const layer = step();
      result = layer.apply(value);
      made.set(key, [...(made.get(key) ?? []), layer]);
    }
    values.push(result);
  }
  const end = flag() ? layers.dense({ units: size(1, 5), activation: activation() }).apply(last().apply(values.at(-1))) : values.at(-1);
  return used(inputs, flag() ? [end] : [...new Set([end, pick(...values.slice(2))])]);
}
