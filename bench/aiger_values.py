"""What a circuit in an ASCII AIGER file computes, for many patterns at once: nothing of Heddle."""


class Circuit:
    def __init__(self, path):
        with open(path, encoding="ascii") as file:
            numbers = [int(word) for word in file.readline().split()[1:6]]
            self.variables, self.inputs, _, outputs, ands = numbers
            for _ in range(self.inputs):
                file.readline()
            self.outputs = [int(file.readline()) for _ in range(outputs)]
            self.ands = [tuple(map(int, file.readline().split())) for _ in range(ands)]

    def products(self, pairs):
        """The outputs as numbers for pairs (a, b): a is the first half of the inputs."""
        ones = (1 << len(pairs)) - 1
        values = [0] * (self.variables + 1)
        half = self.inputs // 2
        for i in range(half):
            values[1 + i] = packed(a >> i & 1 for a, _ in pairs)
            values[1 + half + i] = packed(b >> i & 1 for _, b in pairs)

        def value(literal):
            return values[literal >> 1] ^ (ones if literal & 1 else 0)

        for result, first, second in self.ands:
            values[result >> 1] = value(first) & value(second)
        bits = [value(output) for output in self.outputs]
        return [sum((bit >> p & 1) << k for k, bit in enumerate(bits)) for p in range(len(pairs))]


def packed(bits):
    """The bits of a number, the lowest first."""
    return int("".join("1" if bit else "0" for bit in bits)[::-1] or "0", 2)


def as_number(bits, width, signed):
    """What the lowest bits are as an unsigned or signed number."""
    bits &= (1 << width) - 1
    return bits - (1 << width) if signed and bits >> (width - 1) else bits


def product(a, b, width, signed):
    """The product of two numbers of `width` bits, as 2 * width bits."""
    return (as_number(a, width, signed) * as_number(b, width, signed)) & ((1 << 2 * width) - 1)
