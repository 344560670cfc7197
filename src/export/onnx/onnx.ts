import { copy, type NdArray } from '../../array.js';
import type { Model } from '../../network/model-json.js';
import { areProbabilities } from '../../network/outputs.js';
import { EXPORTED_ACTIVATIONS } from '../activations.js';
import { metadataOf } from '../metadata.js';
import { type Message, messageBytes } from './protobuf.js';

/** The IR version of ONNX that introduced the operator set. */
const IR_VERSION = 8;
const OPERATOR_SET = 17;
/** TensorProto.DataType and AttributeProto.AttributeType */
const FLOAT = 1;
const ATTRIBUTE = { float: 1, int: 2 };

/**
 * Encodes an ONNX model in float32: Gemm, activation, Gemm … Softmax. Input: `x` [N, input], bytes / 255. Outputs: `scores`
 * [N, classes], and `probabilities` [N, classes] if the net ends with softmax.
 */
export function onnxBytes(model: Model): Uint8Array {
  const { architecture, parameters, classes } = model;
  const { input, output } = architecture;
  const info = (name: string, size: number, text: string) => valueInfo(name, size, text);
  const names = classes.join(', ');
  return messageBytes('ModelProto', {
    ir_version: IR_VERSION,
    producer_name: 'mnist-train',
    opset_import: { domain: '', version: OPERATOR_SET },
    metadata_props: Object.entries(metadataOf(model)).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'mnist',
      node: nodesOf(model),
      initializer: Object.entries(parameters).map(([name, array]) => initializer(name, array)),
      input: info('x', input, 'bytes of the pixels / 255, row by row'),
      output: [
        ...(areProbabilities(architecture) ? [info('probabilities', output, `of ${names}`)] : []),
        info('scores', output, `of ${names}`),
      ],
    },
  });
}

/** Affine – activation – … – Affine – softmax */
function nodesOf({ architecture }: Model): Message<'NodeProto'>[] {
  const { hidden, activation } = architecture;
  const { operator, alpha } = EXPORTED_ACTIVATIONS[activation].onnx;
  const nodes: Message<'NodeProto'>[] = [];
  let from = 'x';
  for (let i = 1; i <= hidden.length; i++) {
    nodes.push(gemm(i, from, `a${i}`));
    const attribute = alpha === undefined ? [] : [{ name: 'alpha', f: alpha, type: ATTRIBUTE.float }];
    from = `z${i}`;
    nodes.push({ name: `${operator}${i}`, op_type: operator, input: `a${i}`, output: from, attribute });
  }
  nodes.push(gemm(hidden.length + 1, from, 'scores'));
  if (!areProbabilities(architecture)) return nodes;
  const axis = { name: 'axis', i: 1, type: ATTRIBUTE.int };
  nodes.push({ name: 'Softmax', op_type: 'Softmax', input: 'scores', output: 'probabilities', attribute: axis });
  return nodes;
}

/** output = input W + b */
function gemm(i: number, input: string, output: string): Message<'NodeProto'> {
  return { name: `Affine${i}`, op_type: 'Gemm', input: [input, `W${i}`, `b${i}`], output };
}

function initializer(name: string, array: NdArray): Message<'TensorProto'> {
  const data = Float32Array.from(copy(array).data);
  return { name, dims: array.shape, data_type: FLOAT, raw_data: new Uint8Array(data.buffer) };
}

function valueInfo(name: string, size: number, doc_string: string): Message<'ValueInfoProto'> {
  const shape = { dim: [{ dim_param: 'N' }, { dim_value: size }] };
  return { name, doc_string, type: { tensor_type: { elem_type: FLOAT, shape } } };
}
