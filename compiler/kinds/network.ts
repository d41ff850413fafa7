import type { Kind } from "./kind.ts";

/** NETWORK lists the kinds that act on sockets. */
export const NETWORK: readonly Kind[] = [
  {
    name: "connect",
    doc: "connects a socket to an address",
    example: `connect { ip not in $PRIVATE_NETS, port in [4444, 1337] }`,
    fields: [
      {
        name: "fd",
        type: "number",
        at: { in: "number", slot: 0 },
        phase: "enter",
        doc: "descriptor of the socket",
      },
      {
        name: "family",
        type: "number",
        at: { in: "number", slot: 1 },
        phase: "enter",
        symbols: "family",
        doc: "address family, such as AF_INET6",
      },
      {
        name: "ip",
        type: "ip",
        at: { in: "bytes", slot: 0 },
        phase: "enter",
        doc: "IPv4 or IPv6 address",
      },
      {
        name: "port",
        type: "number",
        at: { in: "number", slot: 2 },
        phase: "enter",
        doc: "TCP or UDP port",
      },
      {
        name: "path",
        type: "string",
        at: { in: "bytes", slot: 1 },
        phase: "enter",
        doc: "path of a unix socket; an abstract name starts with a zero byte",
      },
    ],
    calls: [
      {
        name: "connect",
        captures: {
          fd: { as: "i32", arg: 0 },
          family: { as: "sockaddr", arg: 1, length: 2, part: "family" },
          ip: { as: "sockaddr", arg: 1, length: 2, part: "ip" },
          port: { as: "sockaddr", arg: 1, length: 2, part: "port" },
          path: { as: "sockaddr", arg: 1, length: 2, part: "path" },
        },
      },
    ],
  },
];
