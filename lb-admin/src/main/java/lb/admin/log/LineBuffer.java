package lb.admin.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lb.admin.config.LogTarget;

/**
 * One log line in the making, of 1024 bytes and a line feed as HAProxy sends them, or of as many as are asked for; what is
 * longer is cut. Reused from line to line, so it allocates nothing. One thread.
 */
final class LineBuffer {
    /** Usual longest line without its line feed. */
    static final int LONGEST = LogTarget.Lines.STANDARD_LENGTH;

    /** A backslash, an u and four digits. */
    private static final int UNICODE_ESCAPE = 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final byte[] digits = new byte[20];
    private final ByteBuffer view;
    private int length;
    private int longest;
    private int limit;

    LineBuffer() {
        this(LONGEST);
    }

    /** @param most bytes of a line without its line feed */
    LineBuffer(int most) {
        bytes = new byte[most + 1];
        view = ByteBuffer.wrap(bytes);
        longest = most;
        limit = most;
    }

    /** Begins an empty line. */
    LineBuffer clear() {
        return clear(bytes.length - 1);
    }

    /** Begins an empty line of so many bytes at most, which are not more than there is room for. */
    LineBuffer clear(int most) {
        length = 0;
        longest = most;
        limit = most;
        return this;
    }

    /** One ASCII character, as it is. */
    LineBuffer add(char ascii) {
        if (length < limit) {
            bytes[length++] = (byte) ascii;
        }
        return this;
    }

    /** ASCII without control characters, as it is. */
    LineBuffer add(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            add(ascii.charAt(i));
        }
        return this;
    }

    /** Keeps room at the end of the line for so many bytes, until {@link #release}. */
    LineBuffer reserve(int bytes) {
        limit -= bytes;
        return this;
    }

    /** Adds what room was kept for. */
    LineBuffer release(String ascii) {
        limit = Math.min(longest, length + ascii.length());
        add(ascii);
        limit = longest;
        return this;
    }

    LineBuffer add(byte[] text) {
        return add(text, 0, text.length);
    }

    /** Part of a line that was made in another buffer; when it is cut, not inside an escape. */
    LineBuffer add(byte[] text, int from, int count) {
        int fits = Math.min(count, limit - length);
        if (fits < count) {
            fits = wholeEscapes(text, from, fits);
            limit = length + fits;
        }
        System.arraycopy(text, from, bytes, length, fits);
        length += fits;
        return this;
    }

    private static int wholeEscapes(byte[] text, int from, int count) {
        for (int back = 1; back <= 2 && back <= count; back++) {
            if (text[from + count - back] == '#') {
                return count - back;
            }
        }
        return count;
    }

    /** A decimal number; not for {@link Long#MIN_VALUE}. */
    LineBuffer add(long number) {
        if (number >= 0 && number < 10) {
            return add((char) ('0' + number));
        }
        if (number < 0) {
            add('-');
        }
        long rest = Math.abs(number);
        int at = digits.length;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        while (at < digits.length) {
            add((char) digits[at++]);
        }
        return this;
    }

    /** A number from 0 to 65535 in lower-case hexadecimal digits, without leading zeros. */
    LineBuffer addHexadecimal(int number) {
        boolean begun = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = number >> shift & 0xF;
            if (begun || digit != 0 || shift == 0) {
                begun = true;
                add((char) (digit < 10 ? '0' + digit : 'a' + digit - 10));
            }
        }
        return this;
    }

    /** A number of 0 or more in capital hexadecimal digits, with leading zeros up to so many. */
    LineBuffer addCapitalHexadecimal(long number, int least) {
        int digitsOfIt = Math.max(least, (Long.SIZE - Long.numberOfLeadingZeros(number) + 3) / 4);
        for (int shift = 4 * (digitsOfIt - 1); shift >= 0; shift -= 4) {
            add((char) HEX[(int) (number >> shift & 0xF)]);
        }
        return this;
    }

    /** 8 bytes in 16 lower-case hexadecimal digits. */
    LineBuffer addId(long id) {
        for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
            int digit = (int) (id >> shift & 0xF);
            add((char) (digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
        return this;
    }

    /** A number from 0 to 999 in three digits. */
    LineBuffer addMillis(int millis) {
        return add((char) ('0' + millis / 100))
                .add((char) ('0' + millis / 10 % 10))
                .add((char) ('0' + millis % 10));
    }

    /** Text inside quotes: what could end them, start a line or act on a terminal becomes {@code #XX}, as HAProxy's. */
    LineBuffer addQuotable(CharSequence text) {
        return addEscaped(text, true);
    }

    /** As the other, of a part of a text. */
    LineBuffer addQuotable(CharSequence text, int from, int to) {
        return addEscaped(text, from, to, true);
    }

    /** Text that stands alone; the bytes of control and other characters beyond ASCII become {@code #XX}. */
    LineBuffer addText(CharSequence text) {
        return addEscaped(text, false);
    }

    /** Text in which a backslash stands before quotes, backslashes and closing brackets, as in RFC 5424 section 6.3.3. */
    LineBuffer addBackslashed(CharSequence text) {
        for (int i = 0; i < text.length() && length < limit; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                add('\\').add(c);
            } else {
                addEscaped(text, i, i + 1, false);
            }
        }
        return this;
    }

    /** The same of a part of a request line, whose quotes are {@code #XX} in any case, as in HAProxy. */
    LineBuffer addBackslashed(CharSequence request, int from, int to) {
        for (int i = from; i < to && length < limit; i++) {
            char c = request.charAt(i);
            if (c == '\\' || c == ']') {
                add('\\').add(c);
            } else {
                addEscaped(request, i, i + 1, true);
            }
        }
        return this;
    }

    /** Text as a string of JSON, without its quotes. */
    LineBuffer addJson(CharSequence text, int from, int to) {
        for (int i = from; i < to && length < limit; i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~';
            boolean marked = c == '"' || c == '\\';
            if (length + (marked ? 2 : plain ? 1 : UNICODE_ESCAPE) > limit) {
                // Half an escape would break the object: the text ends before it.
                return this;
            }
            if (marked) {
                add('\\').add(c);
            } else if (plain) {
                add(c);
            } else {
                add('\\').add('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    add((char) HEX[c >> shift & 0xF]);
                }
            }
        }
        return this;
    }

    /**
     * A header field that was kept, among others between braces and bars: these become {@code #XX} too.
     *
     * @param backslashed as {@link #addBackslashed}
     */
    LineBuffer addField(CharSequence text, boolean backslashed) {
        for (int i = 0; i < text.length() && length < limit; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '{', '|', '}', '"', '#' -> addHex((byte) c);
                case '\\', ']' -> {
                    if (backslashed) {
                        add('\\');
                    }
                    add(c);
                }
                default -> addEscaped(text, i, i + 1, false);
            }
        }
        return this;
    }

    /** Bytes that still fit. */
    int room() {
        return limit - length;
    }

    /** Bytes that a text takes as a string of JSON, without its quotes. */
    static int jsonLength(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~';
            bytes += c == '"' || c == '\\' ? 2 : plain ? 1 : UNICODE_ESCAPE;
        }
        return bytes;
    }

    private LineBuffer addEscaped(CharSequence text, boolean insideQuotes) {
        return addEscaped(text, 0, text.length(), insideQuotes);
    }

    private LineBuffer addEscaped(CharSequence text, int from, int to, boolean insideQuotes) {
        for (int i = from; i < to && length < limit; i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                int codePoint = Character.codePointAt(text, i);
                for (byte utf8 : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                    addHex(utf8);
                }
                i += Character.charCount(codePoint) - 1;
            } else if (c < ' ' || c > '~' || (insideQuotes && (c == '"' || c == '#'))) {
                // The proxy hands request lines over as ISO 8859-1: one character is one byte of the client's.
                addHex((byte) c);
            } else {
                add(c);
            }
        }
        return this;
    }

    private void addHex(byte value) {
        if (length + 3 > limit) {
            // Half an escape would read as something else: the line ends before it.
            limit = length;
            return;
        }
        add('#').add((char) HEX[value >> 4 & 0xF]).add((char) HEX[value & 0xF]);
    }

    /** The bytes so far, valid until {@link #clear}. */
    byte[] bytes() {
        return bytes;
    }

    /** How many there are. */
    int length() {
        return length;
    }

    /** Ends the line and gives its bytes with the line feed, valid until {@link #clear}; call it once a line. */
    ByteBuffer end() {
        bytes[length++] = '\n';
        return view.position(0).limit(length);
    }
}
