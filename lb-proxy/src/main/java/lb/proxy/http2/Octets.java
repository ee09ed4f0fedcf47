package lb.proxy.http2;

import java.util.Arrays;

/** Bytes that are written one after the other, into an array that grows and is used again. Not thread-safe. */
final class Octets {
    private byte[] array;
    private int length;

    /** @param room bytes that there is room for at first, at least 1 */
    Octets(int room) {
        array = new byte[room];
    }

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    /** The bytes, from 0 to {@link #length}; another array after anything was written. */
    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Only so many of what was written stay, or so many bytes have been written into the array from outside. */
    void length(int bytes) {
        length = bytes;
    }

    /** Makes room for so many bytes more, and gives the array with it. */
    byte[] room(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
        return array;
    }

    void write(int value) {
        room(1)[length++] = (byte) value;
    }

    void write(byte[] from, int start, int end) {
        System.arraycopy(from, start, room(end - start), length, end - start);
        length += end - start;
    }

    void write(byte[] from) {
        write(from, 0, from.length);
    }

    /** Writes a number of zero or more in decimal digits. */
    void writeDecimal(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        byte[] to = room(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            to[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }
}
