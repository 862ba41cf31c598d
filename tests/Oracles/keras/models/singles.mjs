// A model for each class of layer of TensorFlow.js, and for each of its settings that changes a shape or a count.

import tf from '@tensorflow/tfjs';

const { layers } = tf;

const one = (inputShape, ...parts) => {
  const input = tf.input({ shape: inputShape });
  return tf.model({ inputs: input, outputs: parts.reduce((value, part) => part.apply(value), input) });
};

const two = (first, second, merge) => {
  const inputs = [tf.input({ shape: first }), tf.input({ shape: second })];
  return tf.model({ inputs, outputs: merge.apply(inputs) });
};

const image = [12, 10, 4];
const series = [9, 6];

export function* all() {
  for (const dataFormat of ['channelsLast', 'channelsFirst']) {
    const shape = dataFormat === 'channelsLast' ? image : [4, 12, 10];
    for (const padding of ['same', 'valid']) {
      yield one(shape, layers.conv2d({ filters: 5, kernelSize: [3, 2], strides: [2, 1], padding, dataFormat, activation: 'relu' }));
      yield one(shape, layers.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding, dataFormat, useBias: false }));
      yield one(shape, layers.depthwiseConv2d({ depthMultiplier: 2, kernelSize: 3, strides: 2, padding, dataFormat }));
      yield one(shape, layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding, dataFormat }));
      yield one(shape, layers.maxPooling2d({ poolSize: [2, 3], strides: [2, 2], padding, dataFormat }));
      yield one(shape, layers.averagePooling2d({ poolSize: 2, padding, dataFormat }));
    }
    yield one(shape, layers.globalAveragePooling2d({ dataFormat }));
    yield one(shape, layers.globalMaxPooling2d({ dataFormat }));
    yield one(shape, layers.zeroPadding2d({ padding: [[1, 2], [0, 3]], dataFormat }));
    yield one(shape, layers.cropping2D({ cropping: [[1, 2], [0, 3]], dataFormat }));
    yield one(shape, layers.upSampling2d({ size: [2, 3], dataFormat }));
    yield one(shape, layers.batchNormalization({ axis: dataFormat === 'channelsLast' ? -1 : 1 }));
    const cube = dataFormat === 'channelsLast' ? [6, 8, 7, 3] : [3, 6, 8, 7];
    yield one(cube, layers.conv3d({ filters: 4, kernelSize: [1, 2, 3], strides: [1, 2, 1], padding: 'valid', dataFormat }));
    yield one(cube, layers.conv3dTranspose({ filters: 4, kernelSize: 2, strides: 2, padding: 'same', dataFormat }));
    yield one(cube, layers.maxPooling3d({ poolSize: [1, 2, 2], padding: 'valid', dataFormat }));
    yield one(cube, layers.averagePooling3d({ poolSize: 2, strides: [2, 2, 2], padding: 'same', dataFormat }));
    for (const returnSequences of [false, true]) {
      const film = dataFormat === 'channelsLast' ? [5, ...image] : [5, 4, 12, 10];
      yield one(film, layers.convLstm2d({ filters: 3, kernelSize: 3, padding: 'same', strides: 2, dataFormat, returnSequences, useBias: returnSequences }));
    }
  }
  // TensorFlow.js has no separable convolution with the channels first, and does not write its depth multiplier.
  yield one(image, layers.separableConv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'selu' }));
  for (const axis of [1, 2, 3]) yield one(image, layers.batchNormalization({ axis, scale: axis !== 1, center: axis !== 2 }));
  for (const axis of [-1, [1, 2], [2, 3]]) yield one(image, layers.layerNormalization({ axis }));
  yield one(image, layers.rescaling({ scale: 0.5, offset: 1 }));
  yield one(image, layers.centerCrop({ height: 6, width: 7 }));
  yield one(image, layers.flatten(), layers.dense({ units: 7, activation: 'softmax' }));
  yield one(image, layers.permute({ dims: [3, 1, 2] }), layers.reshape({ targetShape: [8, 60] }));
  yield one(image, layers.prelu({ sharedAxes: [1, 2] }));
  yield one(image, layers.prelu({}));
  for (const layer of [
    layers.reLU({ maxValue: 6 }), layers.reLU({}), layers.leakyReLU({ alpha: 0.2 }), layers.elu({}), layers.thresholdedReLU({ theta: 1 }), layers.softmax({ axis: -1 }),
    layers.dropout({ rate: 0.3 }), layers.gaussianDropout({ rate: 0.3 }), layers.gaussianNoise({ stddev: 1 }), layers.alphaDropout({ rate: 0.1 }), layers.masking({ maskValue: 0 }),
  ]) yield one(series, layer);
  yield one(series, layers.spatialDropout1d({ rate: 0.3 }));
  for (const activation of ['elu', 'hardSigmoid', 'linear', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'tanh', 'swish', 'mish', 'gelu']) {
    yield one(series, layers.activation({ activation }), layers.dense({ units: 3, activation }));
  }
  for (const padding of ['same', 'valid']) yield one(series, layers.conv1d({ filters: 5, kernelSize: 3, padding, strides: 2, activation: 'tanh' }));
  yield one(series, layers.maxPooling1d({ poolSize: 2 }), layers.averagePooling1d({ poolSize: 2, strides: 1, padding: 'same' }), layers.globalAveragePooling1d());
  yield one(series, layers.globalMaxPooling1d(), layers.repeatVector({ n: 4 }));
  yield one([7], layers.embedding({ inputDim: 50, outputDim: 8 }));
  for (const settings of [{}, { returnSequences: true }, { useBias: false }, { goBackwards: true, returnSequences: true }]) {
    yield one(series, layers.simpleRNN({ units: 4, ...settings }));
    yield one(series, layers.gru({ units: 4, ...settings }));
    yield one(series, layers.lstm({ units: 4, ...settings }));
    yield one(series, layers.rnn({ cell: layers.lstmCell({ units: 4 }), ...settings }));
    yield one(series, layers.rnn({ cell: [layers.gruCell({ units: 3 }), layers.simpleRNNCell({ units: 5 })], ...settings }));
    for (const mergeMode of ['concat', 'sum', 'mul', 'ave']) yield one(series, layers.bidirectional({ layer: layers.gru({ units: 4, ...settings }), mergeMode }));
  }
  for (const layer of [layers.lstm({ units: 4, returnState: true }), layers.gru({ units: 4, returnState: true, returnSequences: true }), layers.simpleRNN({ units: 4, returnState: true })]) {
    const input = tf.input({ shape: series });
    yield tf.model({ inputs: input, outputs: layer.apply(input) });
  }
  yield one([5, ...image], layers.timeDistributed({ layer: layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu' }) }), layers.timeDistributed({ layer: layers.flatten() }));
  for (const merge of [layers.add, layers.multiply, layers.average, layers.maximum, layers.minimum]) yield two(image, image, merge({}));
  for (const axis of [1, 2, 3, -1]) yield two(image, image, layers.concatenate({ axis }));
  yield two(series, [4, 6], layers.dot({ axes: [2, 2] }));
  yield two([6], [6], layers.dot({ axes: -1, normalize: true }));
  yield two(image, [1, 1, 4], layers.multiply({}));
}
