// Writes Fixtures/keras-networks.json.gz: VGG16 and ResNet50 laid out as in Keras applications
// and built by TensorFlow.js. Shapes and counts are read from the built layers.
// See README.md for the meaning of the fields.

import tf from '@tensorflow/tfjs';
import { write } from './keras/fixtures.mjs';

const INPUT = [224, 224, 3];
const CLASSES = 1000;

// The values do not matter, and zeros are the quickest to make.
const zeros = { kernelInitializer: 'zeros' };

// ---------------------------------------------------------------------------
// VGG16
// ---------------------------------------------------------------------------

function vgg16() {
  const image = tf.input({ shape: INPUT, name: 'input_1' });
  let x = image;
  [[2, 64], [2, 128], [3, 256], [3, 512], [3, 512]].forEach(([depth, filters], block) => {
    for (let index = 1; index <= depth; index += 1) {
      x = tf.layers.conv2d({
        name: `block${block + 1}_conv${index}`, filters, kernelSize: 3, padding: 'same', activation: 'relu', ...zeros,
      }).apply(x);
    }
    x = tf.layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2, strides: 2 }).apply(x);
  });
  x = tf.layers.flatten({ name: 'flatten' }).apply(x);
  x = tf.layers.dense({ name: 'fc1', units: 4096, activation: 'relu', ...zeros }).apply(x);
  x = tf.layers.dense({ name: 'fc2', units: 4096, activation: 'relu', ...zeros }).apply(x);
  x = tf.layers.dense({ name: 'predictions', units: CLASSES, activation: 'softmax', ...zeros }).apply(x);
  return tf.model({ inputs: image, outputs: x });
}

// ---------------------------------------------------------------------------
// ResNet50
// ---------------------------------------------------------------------------

function normalized(x, name, settings) {
  const map = tf.layers.conv2d({ name: `${name}_conv`, ...settings, ...zeros }).apply(x);
  return tf.layers.batchNormalization({ name: `${name}_bn`, epsilon: 1.001e-5 }).apply(map);
}

const relu = (x, name) => tf.layers.activation({ name, activation: 'relu' }).apply(x);

/** The first version of the block: the stride is in the first 1x1 convolution. */
function bottleneck(x, name, filters, strides, projected) {
  const shortcut = projected ? normalized(x, `${name}_0`, { filters: 4 * filters, kernelSize: 1, strides }) : x;
  let y = normalized(x, `${name}_1`, { filters, kernelSize: 1, strides });
  y = relu(y, `${name}_1_relu`);
  y = normalized(y, `${name}_2`, { filters, kernelSize: 3, padding: 'same' });
  y = relu(y, `${name}_2_relu`);
  y = normalized(y, `${name}_3`, { filters: 4 * filters, kernelSize: 1 });
  y = tf.layers.add({ name: `${name}_add` }).apply([shortcut, y]);
  return relu(y, `${name}_out`);
}

function resnet50() {
  const image = tf.input({ shape: INPUT, name: 'input_1' });
  let x = tf.layers.zeroPadding2d({ name: 'conv1_pad', padding: 3 }).apply(image);
  x = normalized(x, 'conv1', { filters: 64, kernelSize: 7, strides: 2 });
  x = relu(x, 'conv1_relu');
  x = tf.layers.zeroPadding2d({ name: 'pool1_pad', padding: 1 }).apply(x);
  x = tf.layers.maxPooling2d({ name: 'pool1_pool', poolSize: 3, strides: 2 }).apply(x);
  [[64, 3, 1], [128, 4, 2], [256, 6, 2], [512, 3, 2]].forEach(([filters, blocks, stride], stage) => {
    for (let block = 1; block <= blocks; block += 1) {
      x = bottleneck(x, `conv${stage + 2}_block${block}`, filters, block === 1 ? stride : 1, block === 1);
    }
  });
  x = tf.layers.globalAveragePooling2d({ name: 'avg_pool' }).apply(x);
  x = tf.layers.dense({ name: 'predictions', units: CLASSES, activation: 'softmax', ...zeros }).apply(x);
  return tf.model({ inputs: image, outputs: x });
}

// ---------------------------------------------------------------------------

const sizeOf = shape => shape.reduce((product, size) => product * size, 1);
const trainableCount = weights => weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);

function describe(name, make) {
  const model = make();
  const description = {
    name, input: INPUT, parameters: model.countParams(), trainableParameters: trainableCount(model.trainableWeights),
    output: model.outputs[0].shape.slice(1),
    layers: model.layers.map(layer => ({
      name: layer.name, kind: layer.getClassName(), output: layer.outputShape.slice(1), parameters: layer.countParams(),
    })),
  };
  model.dispose();
  return description;
}

function main() {
  const networks = [describe('vgg16', vgg16), describe('resnet50', resnet50)];
  write('keras-networks.json', `${JSON.stringify(networks, null, 2)}\n`);
  for (const { layers, ...totals } of networks) console.log(JSON.stringify(totals), `${layers.length} layers`);
}

main();
