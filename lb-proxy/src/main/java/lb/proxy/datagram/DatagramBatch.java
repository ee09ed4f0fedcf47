package lb.proxy.datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Places for the datagrams of one receive. Made once for an event loop and used there only; what is in it is there until
 * the next receive.
 *
 * <pre>
 *  place 0                place 1                     place {@value #PLACES} - 1
 *  +----------------------+----------------------+---+----------------------+
 *  | up to 65,535 bytes   |                      |...|                      |   and for each: length, flow
 *  +----------------------+----------------------+---+----------------------+
 * </pre>
 *
 * Two MiB: one serves all sockets of its loop.
 */
public final class DatagramBatch {
    /** Enough to share a system call well, and few enough for a loop's turn of a fraction of a millisecond. */
    static final int PLACES = 32;

    /** No datagram is longer: the length in its header has 16 bits (RFC 768). */
    static final int PLACE_BYTES = 1 << 16;

    final MemorySegment memory = Arena.ofAuto().allocate((long) PLACES * PLACE_BYTES, 64);
    final int[] lengths = new int[PLACES];
    final Flow[] flows = new Flow[PLACES];

    /** An empty one. */
    public DatagramBatch() {
        for (int i = 0; i < PLACES; i++) {
            flows[i] = new Flow();
        }
    }

    /** Where the datagram of a place came from and to; filled anew by the next receive. */
    public Flow flow(int place) {
        return flows[place];
    }

    /** How many bytes the datagram of a place has. */
    public int length(int place) {
        return lengths[place];
    }

    /** The datagram of a place. */
    public byte[] bytes(int place) {
        byte[] copy = new byte[lengths[place]];
        buffer(place).get(copy);
        return copy;
    }

    /** Puts a datagram of our own in a place, to be sent. */
    public void put(int place, byte[] datagram) {
        lengths[place] = datagram.length;
        buffer(place).put(datagram);
    }

    /** The bytes of a place. */
    ByteBuffer buffer(int place) {
        return memory.asSlice((long) place * PLACE_BYTES, lengths[place]).asByteBuffer();
    }

    /** All of a place's room. */
    ByteBuffer room(int place) {
        return memory.asSlice((long) place * PLACE_BYTES, PLACE_BYTES).asByteBuffer();
    }
}
