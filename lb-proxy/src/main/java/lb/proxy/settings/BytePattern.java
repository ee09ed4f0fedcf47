package lb.proxy.settings;

/** What is looked for among bytes. */
public sealed interface BytePattern {
    /** Text, a byte for each character up to U+00FF. */
    record Text(String text) implements BytePattern {}

    /** A regular expression (RE2) over the bytes as text. */
    record Regex(String expression) implements BytePattern {}

    /** Bytes in hexadecimal, such as {@code 2b504f4e47}. */
    record Binary(String hex) implements BytePattern {}

    /** A regular expression (RE2) over the bytes in hexadecimal, with capital letters. */
    record BinaryRegex(String expression) implements BytePattern {}
}
