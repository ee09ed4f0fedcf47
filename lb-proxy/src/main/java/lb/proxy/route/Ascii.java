package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/** Comparisons of bytes in place with text known before. */
final class Ascii {
    private Ascii() {}

    static int lower(int value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
    }

    /** A copy in small letters. */
    static byte[] lower(byte[] text) {
        byte[] lower = new byte[text.length];
        for (int i = 0; i < text.length; i++) {
            lower[i] = (byte) lower(text[i]);
        }
        return lower;
    }

    /**
     * Whether the bytes from {@code start} on, as many as the text has, are the text; they must exist.
     *
     * @param ignoreCase whether ASCII letters are the same in either case; the text is in small letters then
     */
    static boolean isAt(ByteBuf in, int start, byte[] text, boolean ignoreCase) {
        for (int i = 0; i < text.length; i++) {
            int value = in.getByte(start + i);
            if ((ignoreCase ? lower(value) : value) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a range is the text, with its letters in any case. */
    static boolean isName(ByteBuf in, int start, int end, byte[] lowerCase) {
        return end - start == lowerCase.length && isAt(in, start, lowerCase, true);
    }
}
