// Random layers of several inputs.

import { flag, pick, size, sizes } from './random.mjs';
import { last } from './shapes.mjs';

/** Equal shapes, shapes with ones in places, or shorter shapes, which Keras aligns at the end. */
export function add() {
  const shape = sizes(size(1, 4), 2, 9);
  const inputs = Array.from({ length: size(2, 4) }, () => [...shape]);
  if (flag()) inputs.forEach(other => other.forEach((_, axis) => { if (size(1, 3) === 1) other[axis] = 1; }));
  if (size(1, 4) === 1 && shape.length > 1) inputs[size(0, inputs.length - 1)].shift();
  return last('Merge', inputs, { kind: 'Add' });
}

export function brokenAdd() {
  const [layer, layout, inputs, settings] = add();
  if (size(1, 8) === 1) return [layer, layout, inputs.slice(0, 1), settings];
  inputs[0][inputs[0].length - 1] = 5;
  inputs.at(-1)[inputs.at(-1).length - 1] = 7;
  return [layer, layout, inputs, settings];
}

const otherKind = ([layer, layout, inputs]) => [layer, layout, inputs, { kind: pick('Multiply', 'Average', 'Maximum', 'Minimum') }];

export const merge = () => otherKind(add());
export const brokenMerge = () => otherKind(brokenAdd());

export function concatenate() {
  const shape = sizes(size(1, 4), 1, 9);
  const axis = size(0, shape.length - 1);
  const inputs = Array.from({ length: size(2, 4) }, () => [...shape]);
  inputs.forEach(other => { other[axis] = size(1, 12); });
  return last('Concatenate', inputs, { axis: flag() ? axis : axis - shape.length });
}

export function brokenConcatenate() {
  const [layer, layout, inputs, settings] = concatenate();
  const rank = inputs[0].length;
  const fault = pick('size', 'size', 'rank', 'axis', 'single');
  if (fault === 'size' && rank > 1) {
    const axis = (settings.axis + 1 + rank) % rank;
    inputs[0][axis] = 4;
    inputs.at(-1)[axis] = 6;
  } else if (fault === 'axis') settings.axis = pick(rank, rank + 1);
  else if (fault === 'single') return [layer, layout, inputs.slice(0, 1), settings];
  else inputs[inputs.length - 1] = [...inputs.at(-1), 2];
  return [layer, layout, inputs, settings];
}

/** Vectors and matrices, summed along an axis of each; TensorFlow.js has no more axes. */
export function dot() {
  const inputs = [sizes(size(1, 2), 1, 9), sizes(size(1, 2), 1, 9)];
  const axes = inputs.map(shape => size(0, shape.length - 1));
  const signed = axes.map((axis, index) => (flag() ? axis : axis - inputs[index].length));
  inputs[1][axes[1]] = inputs[0][axes[0]];
  return last('Dot', inputs, { axes: signed[0] === signed[1] && flag() ? signed[0] : signed, normalize: size(1, 4) === 1 });
}

export function brokenDot() {
  const [layer, layout, inputs, settings] = dot();
  const fault = pick('size', 'size', 'axis', 'inputs');
  if (fault === 'size') {
    const axis = [settings.axes].flat()[0];
    inputs[0][axis < 0 ? axis + inputs[0].length : axis] += size(1, 5);
  } else if (fault === 'axis') settings.axes = [size(4, 6), 0];
  else if (flag()) inputs.push([...inputs[0]]);
  else inputs.pop();
  return [layer, layout, inputs, settings];
}
