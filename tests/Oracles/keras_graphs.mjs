// Writes Fixtures/keras-graphs.jsonl.gz: random networks with branches, built by TensorFlow.js.
// Shapes and counts are read from the built models. See README.md for the meaning of the fields.

import { write } from './keras/fixtures.mjs';
import { imageGraph } from './keras/image_graphs.mjs';
import { flag, seed, size } from './keras/random.mjs';
import { sequenceGraph } from './keras/sequence_graphs.mjs';

const SEED = 20240612;
const COUNT = 120;
const SMALLEST = 5;
const LARGEST = 25;

/** Of ten networks, six work on images; one has an input of unknown sizes. */
function network(index) {
  for (;;) {
    const graph = (index % 10 < 6 ? imageGraph : sequenceGraph)(size(SMALLEST, LARGEST));
    if (graph.nodes.length < SMALLEST || graph.nodes.length > LARGEST) continue;
    if (!graph.runs()) throw new Error(`The run differs: ${JSON.stringify(graph.describe())}`);
    if (index % 10 !== 0 && index % 10 !== 9) return graph;
    const unknown = hidden(graph);
    if (unknown) return unknown;
  }
}

/** The network with unknown sizes along axes of space or time, if all of its layers can be built on them. */
function hidden(graph) {
  const hides = [flag(), flag(), flag()];
  const isChannel = (shape, axis) => axis === (graph.layout === 'ChannelsFirst' ? 0 : Math.max(shape.length - 1, 1));
  try {
    const unknown = graph.withUnknown(shape => shape.map((length, axis) => (hides[axis] && !isChannel(shape, axis) ? null : length)));
    const all = unknown.nodes.flatMap(node => node.output);
    return all.includes(null) && all.every(length => length === null || length > 0) ? unknown : null;
  } catch {
    return null;
  }
}

function main() {
  console.warn = () => {};
  seed(SEED);
  const lines = Array.from({ length: COUNT }, (_, index) => network(index).describe());
  write('keras-graphs.jsonl', `${lines.map(line => JSON.stringify(line)).join('\n')}\n`);
  console.log(`${lines.length} networks, ${lines.reduce((sum, line) => sum + line.nodes.length, 0)} nodes`);
}

main();
