import type { AddressPart, Capture } from "./capture.ts";
import {
  type Captures,
  constant,
  content,
  fd,
  flags,
  i32,
  number,
  text,
  u32,
  u64,
} from "./fields.ts";
import type { Field, Kind, Phase } from "./kind.ts";

const CALLED: Phase = "enter";
const RETURNED: Phase = "exit";

/** addressFields are the parts of an address: numbers in slots 1 and 2, texts in 0 and 1. */
function addressFields(phase: Phase, whose: string): readonly Field[] {
  return [
    number("family", 1, `address family ${whose}, such as AF_INET6`, { symbols: "family", phase }),
    { ...text("ip", 0, `IPv4 or IPv6 address ${whose}`, { phase }), type: "ip" },
    number("port", 2, `TCP or UDP port ${whose}`, { phase }),
    text("path", 1, "path of a unix socket; an abstract name starts with a zero byte", { phase }),
  ];
}

function parts(part: (part: AddressPart) => Capture): Captures {
  return { family: part("family"), ip: part("ip"), port: part("port"), path: part("path") };
}

/** given captures the address at `arg` whose length is the next argument. */
function given(arg: number): Captures {
  return parts((part) => ({ as: "sockaddr", arg, length: arg + 1, part, unspec: true }));
}

/** sent captures the address at `arg`, or where there is none, who the socket is connected to. */
function sent(arg: number): Captures {
  return parts((part) => ({
    as: "sockaddr",
    arg,
    length: arg + 1,
    part,
    peer: true,
    unspec: true,
  }));
}

/** received captures the address that the call leaves at `arg`, or that of the other side. */
function received(arg: number): Captures {
  return parts((part) => ({
    as: "sockaddr",
    arg,
    length: arg + 1,
    part,
    filled: true,
    peer: true,
  }));
}

/** message captures the address, the content and the room of the struct msghdr in argument 1. */
function message(filled?: "result" | "entry"): Captures {
  const rest = filled === undefined ? {} : { filled };
  const family = filled === undefined ? { unspec: true } as const : {};
  return {
    ...parts((part) => ({ as: "message", arg: 1, part, peer: true, ...family, ...rest })),
    content: { as: "message", arg: 1, part: "content", ...rest },
    // How much there is room for is known before anything is received.
    len: { as: "message", arg: 1, part: "length" },
  };
}

const ACCEPTED: Captures = parts((part) => ({ as: "accepted", part }));

const MESSAGE_FLAGS: Field = flags("flags", 4, "MSG_ flags", { symbols: "message" });

/** SOCKETS lists the kinds that act on sockets, but for connect. */
export const SOCKETS: readonly Kind[] = [
  {
    name: "socket",
    doc: "makes a socket",
    example: `socket { family = AF_PACKET, type = SOCK_RAW }`,
    fields: [
      number("family", 0, "address family, such as AF_INET6", { symbols: "family" }),
      flags("type", 1, "type, such as SOCK_STREAM, with the SOCK_ flags", { symbols: "socket" }),
      number("protocol", 2, "protocol; 0 is the family's own"),
      number("fd", 3, "descriptor that was made", { phase: RETURNED }),
    ],
    calls: [
      {
        name: "socket",
        captures: { family: u32(0), type: u32(1), protocol: i32(2), fd: { as: "result" } },
      },
      { name: "socketpair", captures: { family: u32(0), type: u32(1), protocol: i32(2) } },
    ],
  },
  {
    name: "bind",
    doc: "gives a socket its own address",
    example: `bind { port in [4444, 1337] }`,
    fields: [fd(0, "descriptor of the socket"), ...addressFields(CALLED, "that it is given")],
    calls: [{ name: "bind", captures: { fd: i32(0), ...given(1) } }],
  },
  {
    name: "listen",
    doc: "makes a socket wait for connections",
    example: `listen {}`,
    fields: [
      fd(0, "descriptor of the socket"),
      number("backlog", 1, "number of connections that may wait"),
    ],
    calls: [{ name: "listen", captures: { fd: i32(0), backlog: i32(1) } }],
  },
  {
    name: "accept",
    doc: "takes a connection that came in",
    example: `accept { ip not in $PRIVATE_NETS }`,
    fields: [
      fd(0, "descriptor of the socket that waits; the new one is ret"),
      ...addressFields(RETURNED, "of the other side"),
      flags("flags", 3, "flags of accept4", { symbols: "socket" }),
    ],
    calls: [
      { name: "accept", captures: { fd: i32(0), ...ACCEPTED, flags: constant(0) } },
      { name: "accept4", captures: { fd: i32(0), ...ACCEPTED, flags: u32(3) } },
    ],
  },
  {
    name: "sendto",
    doc: "sends through a socket",
    example: `sendto { port = 53, len > 512 }`,
    fields: [
      fd(0, "descriptor of the socket"),
      content(2, "first bytes of what is sent; of sendmmsg, of the first message", {
        aliases: ["buf"],
      }),
      number("len", 3, "number of bytes that the program asked to send", {
        aliases: ["length", "count"],
      }),
      ...addressFields(CALLED, "that it is sent to"),
      MESSAGE_FLAGS,
    ],
    calls: [
      {
        name: "sendto",
        captures: {
          fd: i32(0),
          content: { as: "buffer", arg: 1, length: 2 },
          len: u64(2),
          flags: u32(3),
          ...sent(4),
        },
      },
      { name: "sendmsg", captures: { fd: i32(0), ...message(), flags: u32(2) } },
      { name: "sendmmsg", captures: { fd: i32(0), ...message(), flags: u32(3) } },
    ],
  },
  {
    name: "recvfrom",
    doc: "receives through a socket",
    example: `recvfrom { content contains "sh -i" }`,
    fields: [
      fd(0, "descriptor of the socket"),
      content(2, "first bytes of what was received; of recvmmsg, of the first message", {
        aliases: ["buf"],
        phase: RETURNED,
      }),
      number("len", 3, "number of bytes that the program has room for", {
        aliases: ["length", "count"],
      }),
      ...addressFields(RETURNED, "of the sender; with no buffer for it, of the other side"),
      MESSAGE_FLAGS,
    ],
    calls: [
      {
        name: "recvfrom",
        captures: {
          fd: i32(0),
          content: { as: "buffer", arg: 1, length: 2, filled: true },
          len: u64(2),
          flags: u32(3),
          ...received(4),
        },
      },
      { name: "recvmsg", captures: { fd: i32(0), ...message("result"), flags: u32(2) } },
      { name: "recvmmsg", captures: { fd: i32(0), ...message("entry"), flags: u32(3) } },
    ],
  },
];
