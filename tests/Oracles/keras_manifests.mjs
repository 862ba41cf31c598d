// Writes Fixtures/keras-manifests.jsonl.gz: model.json as TensorFlow.js writes it, with the weights that TensorFlow.js has of the model
// or finds when it loads the file. See README.md for the meaning of the fields.

import tf from '@tensorflow/tfjs';
import { write } from './keras/fixtures.mjs';

const sizeOf = shape => shape.reduce((product, size) => product * size, 1);
const widths = { float32: 4, int32: 4, bool: 1, complex64: 8, float16: 2, uint8: 1, uint16: 2 };
const bytesOf = spec => sizeOf(spec.shape) * widths[spec.quantization?.dtype ?? spec.dtype];

/** The model.json of saved artifacts, with the weights divided over files of at most `most` bytes. */
function manifest(artifacts, most) {
  const length = artifacts.weightSpecs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  const count = Math.max(Math.ceil(length / most), 1);
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
  return {
    json: {
      format: artifacts.format, generatedBy: artifacts.generatedBy, convertedBy: null, modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths, weights: artifacts.weightSpecs }],
    },
    files: paths.map((path, index) => [path, Math.min(most, length - index * most)]),
  };
}

async function layers(name, model, withTopology) {
  let saved;
  await model.save(tf.io.withSaveHandler(async artifacts => {
    saved = artifacts;
    return { modelArtifactsInfo: {} };
  }));
  if (!withTopology) saved.modelTopology = null;
  const weights = model.weights.map(weight => ({ name: weight.originalName, shape: weight.shape, dtype: weight.dtype }));
  return { name, ...manifest(saved, 64), weights };
}

const attribute = { T: { type: 'DT_FLOAT' }, transpose_a: { b: false }, transpose_b: { b: false } };
const constant = (name, shape, dtype = 'DT_FLOAT') => ({ name, op: 'Const', attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: { dim: shape.map(size => ({ size: String(size) })) } } } } });

/** A graph model of two products, with weights stored in a type of their own. */
async function graph(name, quantization) {
  const specs = [
    { name: 'dense/kernel', shape: [5, 4], dtype: 'float32', ...quantization && { quantization } },
    { name: 'dense/bias', shape: [4], dtype: 'float32', ...quantization && { quantization } },
    { name: 'StatefulPartitionedCall/model/dense_1/MatMul/ReadVariableOp', shape: [4, 2], dtype: 'float32' },
    { name: 'shape', shape: [2], dtype: 'int32' },
  ];
  const topology = {
    node: [
      { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: [{ size: '-1' }, { size: '5' }] } } } },
      ...specs.map(spec => constant(spec.name, spec.shape, spec.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT')),
      { name: 'y', op: 'MatMul', input: ['x', 'dense/kernel'], attr: attribute },
      { name: 'z', op: 'BiasAdd', input: ['y', 'dense/bias'], attr: { T: { type: 'DT_FLOAT' } } },
      { name: 'w', op: 'MatMul', input: ['z', specs[2].name], attr: attribute },
      { name: 'output', op: 'Reshape', input: ['w', 'shape'], attr: { T: { type: 'DT_FLOAT' } } },
    ],
    versions: { producer: 1 },
  };
  const length = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  const artifacts = { format: 'graph-model', generatedBy: '2.8.0', modelTopology: topology, weightSpecs: specs, weightData: new ArrayBuffer(length) };
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  const weights = Object.entries(model.weights).map(([own, [tensor]]) => ({ name: own, shape: tensor.shape, dtype: tensor.dtype }));
  return { name, ...manifest(artifacts, 1 << 20), weights };
}

async function main() {
  console.warn = () => {};
  const small = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, name: 'conv2d' }), tf.layers.batchNormalization({ name: 'batch_normalization' }),
      tf.layers.flatten({ name: 'flatten' }), tf.layers.dense({ units: 3, name: 'dense' }),
    ],
  });
  const recurrent = tf.sequential({
    layers: [tf.layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 5, name: 'embedding' }), tf.layers.lstm({ units: 3, name: 'lstm' })],
  });
  const cases = [
    await layers('layers', small, true), await layers('weights', small, false), await layers('recurrent', recurrent, false),
    await graph('graph'), await graph('graph-float16', { dtype: 'float16', original_dtype: 'float32' }),
    await graph('graph-uint8', { dtype: 'uint8', min: -1, scale: 0.01, original_dtype: 'float32' }),
    await graph('graph-uint16', { dtype: 'uint16', min: -1, scale: 0.01, original_dtype: 'float32' }),
  ];
  write('keras-manifests.jsonl', cases.map(each => JSON.stringify(each) + '\n').join(''));
  for (const each of cases) console.log(each.name, each.weights.length, each.files.length, each.files.reduce((sum, file) => sum + file[1], 0));
}

await main();
