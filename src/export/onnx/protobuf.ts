import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** The messages of onnx.proto that a net needs: number and type of each field. Every field may be repeated. */
const MESSAGES = {
  ModelProto: {
    ir_version: [1, 'int64'],
    producer_name: [2, 'string'],
    graph: [7, 'GraphProto'],
    opset_import: [8, 'OperatorSetIdProto'],
    metadata_props: [14, 'StringStringEntryProto'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto'],
    input: [11, 'ValueInfoProto'],
    output: [12, 'ValueInfoProto'],
  },
  NodeProto: {
    input: [1, 'string'],
    output: [2, 'string'],
    name: [3, 'string'],
    op_type: [4, 'string'],
    attribute: [5, 'AttributeProto'],
  },
  AttributeProto: { name: [1, 'string'], f: [2, 'float'], i: [3, 'int64'], type: [20, 'int32'] },
  TensorProto: { dims: [1, 'int64'], data_type: [2, 'int32'], name: [8, 'string'], raw_data: [9, 'bytes'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'], doc_string: [3, 'string'] },
  TypeProto: { tensor_type: [1, 'Tensor'] },
  Tensor: { elem_type: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'Dimension'] },
  Dimension: { dim_value: [1, 'int64'], dim_param: [2, 'string'] },
} as const satisfies Record<string, Record<string, readonly [number: number, type: string]>>;

type Messages = typeof MESSAGES;
type MessageName = keyof Messages;

const SCALARS = {
  int32: (writer: BinaryWriter, value: number) => writer.int32(value),
  int64: (writer: BinaryWriter, value: number) => writer.int64(value),
  float: (writer: BinaryWriter, value: number) => writer.float(value),
  string: (writer: BinaryWriter, value: string) => writer.string(value),
  bytes: (writer: BinaryWriter, value: Uint8Array) => writer.bytes(value),
};
type ScalarName = keyof typeof SCALARS;
const WIRE_TYPES: Readonly<Record<ScalarName, WireType>> = {
  int32: WireType.Varint,
  int64: WireType.Varint,
  float: WireType.Bit32,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
};

type FieldValue<Type> = Type extends ScalarName
  ? Parameters<(typeof SCALARS)[Type]>[1]
  : Type extends MessageName
    ? Message<Type>
    : never;

/** The field values of a message, by name. */
export type Message<Name extends MessageName> = {
  readonly [Field in keyof Messages[Name]]?: Messages[Name][Field] extends readonly [number, infer Type]
    ? FieldValue<Type> | readonly FieldValue<Type>[]
    : never;
};

/** Encodes a message; fields are written in the order of the table. */
export function messageBytes<Name extends MessageName>(name: Name, message: Message<Name>): Uint8Array<ArrayBuffer> {
  return written(name, message).finish();
}

function written(name: MessageName, message: object): BinaryWriter {
  const writer = new BinaryWriter();
  const values = message as Readonly<Record<string, unknown>>;
  for (const [field, [number, type]] of Object.entries<readonly [number, string]>(MESSAGES[name])) {
    for (const value of [values[field] ?? []].flat()) {
      if (type in SCALARS) {
        const scalar = type as ScalarName;
        writer.tag(number, WIRE_TYPES[scalar]);
        (SCALARS[scalar] as (writer: BinaryWriter, value: unknown) => void)(writer, value);
      } else {
        writer.tag(number, WireType.LengthDelimited).bytes(written(type as MessageName, value as object).finish());
      }
    }
  }
  return writer;
}
