// Writes Fixtures/keras-models.jsonl.gz: models of all kinds as TensorFlow.js serialises them, with what it says of each layer's
// output shape and parameters, and of the model's. Nothing here computes either. See README.md for the meaning of the fields.

import tf from '@tensorflow/tfjs';
import { write } from './keras/fixtures.mjs';
import * as images from './keras/models/images.mjs';
import * as sequences from './keras/models/sequences.mjs';
import * as singles from './keras/models/singles.mjs';
import { flag, pick, seed, size } from './keras/random.mjs';

const SEED = 20240613;
const PLAN = [
  [images.sequentialImage, 60], [images.functionalImage, 160], [sequences.sequentialText, 60], [sequences.functionalText, 160],
];

const count = weights => weights.reduce((sum, weight) => sum + weight.shape.reduce((product, length) => product * length, 1), 0);
const shapesOf = shape => (Array.isArray(shape[0]) ? shape : [shape]);

/** The shapes of all outputs of a layer, or null for one that was called on inputs of several shapes. */
function outputs(layer) {
  try {
    return shapesOf(layer.outputShape);
  } catch {
    return null;
  }
}

function describe(model) {
  const layers = model.layers.map(layer => ({ name: layer.name, outputs: outputs(layer), parameters: layer.countParams() }));
  const form = pick('plain', 'topology', 'config');
  const json = model.toJSON(null, false);
  return {
    model: form === 'plain' ? json : form === 'topology' ? { format: 'layers-model', modelTopology: { model_config: json }, weightsManifest: [] } : { model_config: json },
    layers,
    outputs: shapesOf(model.outputShape),
    parameters: model.countParams(),
    trainable: count(model.trainableWeights),
  };
}

/** A model that builds, some of its layers frozen. */
function grown(make) {
  for (;;) {
    let model;
    try {
      model = make();
    } catch (error) {
      if (error instanceof TypeError || error instanceof ReferenceError) throw error;
      continue;
    }
    const sizes = model.layers.flatMap(layer => (outputs(layer) ?? []).flat());
    if (sizes.some(length => length !== null && length < 1)) continue;
    // That a model in a model is frozen, TensorFlow.js does not write.
    if (flag()) for (const layer of model.layers) if (size(0, 4) === 0 && !(layer instanceof tf.LayersModel)) layer.trainable = false;
    return model;
  }
}

function main() {
  console.warn = () => {};
  seed(SEED);
  const lines = [...singles.all()].map(describe);
  for (const [make, times] of PLAN) {
    for (let index = 0; index < times; index += 1) {
      tf.engine().startScope();
      lines.push(describe(grown(make)));
      tf.engine().endScope();
    }
  }
  const classes = new Set(JSON.stringify(lines).match(/"class_name":"[A-Za-z0-9]+"/g));
  write('keras-models.jsonl', `${lines.map(line => JSON.stringify(line)).join('\n')}\n`);
  console.log(`${lines.length} models, ${lines.reduce((sum, line) => sum + line.layers.length, 0)} layers, ${classes.size} classes`);
}

main();
