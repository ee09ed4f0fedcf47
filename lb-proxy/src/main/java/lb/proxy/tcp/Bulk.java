package lb.proxy.tcp;

import io.netty.channel.ChannelOutboundBuffer;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Splice;
import org.jspecify.annotations.Nullable;

/**
 * Whether what one side sends is bulk, and is moved within the kernel as long as it is. Splicing costs more than it saves
 * where messages are small, so it takes some full reads in a row.
 */
final class Bulk implements Splice.Owner {
    private static final int FULL_READ = 32 * 1024;
    private static final int FULL_READS = 3;

    private final Leg leg;
    private final LoopContext loop;
    private int fullReads;
    private @Nullable Splice splice;

    /** Whether bytes were on their way when it was ended. */
    private boolean lost;

    Bulk(Leg leg, LoopContext loop) {
        this.leg = leg;
        this.loop = loop;
    }

    /** So much came by one read. */
    void read(int bytes) {
        fullReads = bytes < FULL_READ ? 0 : fullReads + 1;
    }

    boolean isSpliced() {
        return splice != null;
    }

    /** Whether the other side does not take what was spliced. */
    boolean isBlocked() {
        return splice != null && splice.isBlocked();
    }

    /** Whether the other side misses something of what was spliced. */
    boolean isIncomplete() {
        return lost || isBlocked();
    }

    /** Begins to splice to the other side, if that pays and everything before is sent; says whether it has. */
    boolean splice(Leg other) {
        if (fullReads < FULL_READS || splice != null) {
            return splice != null;
        }
        ChannelOutboundBuffer unsent = other.channel().unsafe().outboundBuffer();
        if (unsent == null || !unsent.isEmpty()) {
            return false;
        }
        fullReads = 0;
        splice = loop.splice(leg.stream(), other.stream(), Long.MAX_VALUE, this);
        return splice != null;
    }

    void end() {
        if (splice != null) {
            lost = splice.isBlocked();
            splice.cancel();
            splice = null;
        }
    }

    @Override
    public void spliced(long bytes) {
        leg.spliced(bytes);
    }

    @Override
    public void spliceEnded(Splice.End end, long bytes) {
        splice = null;
        if (bytes > 0) {
            leg.spliced(bytes);
        }
        // Its bytes are lost with a failed output, or have all been moved.
        lost = end == Splice.End.OUTPUT_FAILED;
        switch (end) {
            case WHOLE, READ_ON -> leg.spliceEnded();
            case INPUT_FAILED -> leg.aborted(leg.side());
            case OUTPUT_FAILED -> leg.aborted(leg.side().other());
        }
    }
}
