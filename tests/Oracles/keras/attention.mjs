// The multi-head attention of TensorFlow.js. Its package has it in the sources, but not among
// tf.layers, and its own apply fails; so it is called from a layer around it.

import { register } from 'node:module';
import tf from '@tensorflow/tfjs';

register('./attention_source.mjs', import.meta.url);
const { MultiHeadAttention } = await import('@tensorflow/tfjs-layers/dist/layers/nlp/multihead_attention.js');

const PROJECTIONS = ['queryDense', 'keyDense', 'valueDense', 'outputDense'];

/** Of [query], [query, memory] or [query, key, value]. It learns its shape by a run on zeros. */
export class Attention extends tf.layers.Layer {
  constructor({ name, ...options }) {
    super({ name });
    this.attention = new MultiHeadAttention(options);
  }

  build(shapes) {
    this.computeOutputShape(shapes);
    this.built = true;
  }

  computeOutputShape(shapes) {
    const all = Array.isArray(shapes[0]) ? shapes : [shapes];
    return tf.tidy(() => this.call(all.map(shape => tf.zeros(shape))).shape);
  }

  call(inputs) {
    const [query, key = query, value = key] = [inputs].flat();
    return this.attention.call(query, { key, value });
  }

  get trainableWeights() {
    return PROJECTIONS.flatMap(projection => this.attention[projection].trainableWeights);
  }
}

Attention.className = 'Attention';
