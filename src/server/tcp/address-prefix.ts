/** A key that is equal for addresses of one /24 (IPv4, also mapped into IPv6) or of one /56 (IPv6). */
export function addressPrefix(address: string): string {
  const lastDot = address.lastIndexOf(".");
  if (lastDot >= 0) return address.slice(address.lastIndexOf(":") + 1, lastDot);
  // RFC 5952 §4.2: "::" stands for one run of zero groups; the scope, if any, follows the last group.
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const end = tail === "" ? [] : tail.split(":");
    while (groups.length + end.length < 8) groups.push("0");
    groups.push(...end);
  }
  const [a = "0", b = "0", c = "0", d = "0"] = groups;
  return `${a}:${b}:${c}:${(Number.parseInt(d, 16) >> 8).toString(16)}`;
}
