// Writes Fixtures/keras-layers.jsonl.gz: what Keras layers, as built by TensorFlow.js, say
// about single layers. Shapes are those of symbolic tensors, counts those of built layers;
// nothing here computes either by formula. See README.md for the meaning of the fields.

import { ask, runs } from './keras/ask.mjs';
import * as convolutions from './keras/convolutions.mjs';
import * as elements from './keras/elements.mjs';
import { write } from './keras/fixtures.mjs';
import * as merges from './keras/merges.mjs';
import * as pools from './keras/pools.mjs';
import { seed } from './keras/random.mjs';
import * as rearrangements from './keras/rearrangements.mjs';
import * as sequences from './keras/sequences.mjs';
import { hideSizes } from './keras/shapes.mjs';

const SEED = 20240611;

const SWEEPS = [convolutions.convolutionSweep, pools.poolSweep];

const PLAN = [
  [convolutions.plainConvolution, 420], [convolutions.depthwiseConvolution, 110], [convolutions.brokenConvolution, 190],
  [pools.windowPool, 290], [pools.globalPool, 60], [pools.brokenPool, 90],
  [elements.dense, 120], [elements.brokenDense, 14], [rearrangements.flatten, 60],
  [elements.embedding, 70], [elements.brokenEmbedding, 14], [sequences.lstm, 120], [sequences.brokenLstm, 30],
  [elements.batchNormalization, 110], [elements.brokenBatchNormalization, 12], [elements.activation, 110], [elements.dropout, 40],
  [merges.add, 110], [merges.brokenAdd, 40], [merges.concatenate, 110], [merges.brokenConcatenate, 45],
];

// These came later, and come last so that the choices above stay what they were.
const MORE_SWEEPS = [convolutions.causalSweep, convolutions.transposedSweep];

const MORE = [
  [convolutions.paddedSequence, 70], [convolutions.brokenCausal, 24],
  [convolutions.transposedConvolution, 110], [convolutions.brokenTransposed, 50],
  [convolutions.depthwiseLayer, 90], [convolutions.brokenDepthwise, 26],
  [convolutions.separableConvolution, 110], [convolutions.brokenSeparable, 30],
  [rearrangements.padding, 60], [rearrangements.brokenPadding, 14],
  [rearrangements.cropping, 60], [rearrangements.brokenCropping, 18],
  [rearrangements.upsampling, 60], [rearrangements.brokenUpsampling, 12],
  [rearrangements.reshape, 80], [rearrangements.brokenReshape, 20],
  [rearrangements.permute, 60], [rearrangements.brokenPermute, 14],
  [rearrangements.repeatVector, 40], [rearrangements.brokenRepeatVector, 14],
  [elements.layerNormalization, 90], [elements.brokenLayerNormalization, 20],
  [elements.axisActivation, 50], [elements.prelu, 80], [elements.brokenPrelu, 30],
  [sequences.recurrent, 200], [sequences.brokenRecurrent, 36],
  [sequences.recurrentState, 60], [sequences.brokenRecurrentState, 14],
  [merges.merge, 150], [merges.brokenMerge, 40], [merges.dot, 90], [merges.brokenDot, 24],
  [sequences.attention, 100], [sequences.brokenAttention, 24],
  [sequences.timeDistributed, 150], [sequences.brokenTimeDistributed, 30],
];

// TensorFlow.js takes an unknown size for zero when it crops, and attention runs to learn its shape.
const ONLY_KNOWN = [rearrangements.cropping, sequences.attention];

function* choose(sweeps, plan) {
  for (const sweep of sweeps) yield* sweep();
  for (const [make, count] of plan) {
    const asIs = make.name.startsWith('broken') || ONLY_KNOWN.includes(make);
    for (let index = 0; index < count; index += 1) yield asIs ? make() : hideSizes(make());
  }
}

function main() {
  console.warn = () => {};
  seed(SEED);
  const seen = new Set();
  const lines = [];
  let refused = 0;
  let suspicious = 0;
  for (const choice of [...choose(SWEEPS, PLAN), ...choose(MORE_SWEEPS, MORE)]) {
    const key = JSON.stringify(choice);
    if (seen.has(key)) continue;
    seen.add(key);
    const record = ask(...choice);
    refused += record.error !== null;
    suspicious += record.suspicious === true;
    lines.push(JSON.stringify(record));
  }
  write('keras-layers.jsonl', `${lines.join('\n')}\n`);
  console.log(`${lines.length} cases, ${refused} refused, ${suspicious} suspicious`);
  console.log(`run on real tensors: ${runs.agreed} agree, ${runs.refused} refused, ${runs.differing.length} differ`);
  for (const [message, count] of runs.unsupported) console.log(`not executable (${count}): ${message}`);
  for (const difference of runs.differing) console.log(JSON.stringify(difference));
  if (runs.differing.length > 0) process.exitCode = 1;
}

main();
