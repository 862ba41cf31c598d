// A network of named layers, built by TensorFlow.js while its nodes are put in.

import tf from '@tensorflow/tfjs';
import { sizeOf } from './ask.mjs';
import { applyAll, build, oneOrAll } from './build.mjs';

export class Graph {
  nodes = [];
  #built = new Map();

  constructor(layout) {
    this.layout = layout;
  }

  input(shape) {
    return this.#put('Input', { shape }, [], { symbol: tf.input({ batchShape: [1, ...shape], name: this.#next() }), parts: [] });
  }

  add(layer, settings, ...inputs) {
    const parts = build({ layer, layout: this.layout, settings, inputs: inputs.map(name => this.shape(name)), name: this.#next() });
    return this.#put(layer, settings, inputs, this.#apply(parts, inputs));
  }

  /** The same layer object on other inputs: one set of weights. */
  again(name, ...inputs) {
    const { layer, settings, sharedWith = name } = this.#node(name);
    return this.#put(layer, settings, inputs, this.#apply(this.#built.get(name).parts, inputs), { sharedWith });
  }

  shape(name) {
    return this.#node(name).output;
  }

  /** The nodes that no other takes in. */
  get ends() {
    const taken = new Set(this.nodes.flatMap(node => node.inputs));
    return this.nodes.map(node => node.name).filter(name => !taken.has(name));
  }

  describe() {
    const model = this.#model();
    const trainable = model.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
    return { layout: this.layout, nodes: this.nodes, outputs: this.ends, parameters: model.countParams(), trainable, macs: null };
  }

  /** Runs on zeros, and says whether every output has the shape that its symbol has. */
  runs() {
    const model = this.#model();
    const zeros = model.inputs.map(({ shape }) => tf.zeros(shape));
    const real = [tf.tidy(() => model.predict(oneOrAll(zeros)))].flat();
    return this.ends.every((name, index) => String(real[index].shape.slice(1)) === String(this.shape(name)));
  }

  /** The same network on inputs some of whose sizes are unknown. */
  withUnknown(hide) {
    const graph = new Graph(this.layout);
    for (const { name, layer, settings, inputs, sharedWith } of this.nodes) {
      if (layer === 'Input') graph.input(hide(settings.shape));
      else if (sharedWith) graph.again(sharedWith, ...inputs);
      else graph.add(layer, settings, ...inputs);
    }
    return graph;
  }

  #next() {
    return `n${this.nodes.length}`;
  }

  #node(name) {
    return this.nodes[Number(name.slice(1))];
  }

  #apply(parts, inputs) {
    return { parts, symbol: applyAll(parts, inputs.map(name => this.#built.get(name).symbol)) };
  }

  #put(layer, settings, inputs, built, more = {}) {
    const name = this.#next();
    const parameters = built.parts.reduce((sum, part) => sum + part.countParams(), 0);
    this.nodes.push({ name, layer, settings, inputs, output: built.symbol.shape.slice(1), parameters, ...more });
    this.#built.set(name, built);
    return name;
  }

  #model() {
    const symbols = names => names.map(name => this.#built.get(name).symbol);
    const inputs = this.nodes.filter(node => node.layer === 'Input').map(node => node.name);
    return tf.model({ inputs: symbols(inputs), outputs: symbols(this.ends) });
  }
}
