package lb.proxy.http1;

import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Splice;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a long body, moved within the kernel where that can be done: its length is known, so nothing of it needs to
 * be looked at. Reused for every body that goes the same way on a client's connection.
 */
final class BodySplice implements Splice.Owner {
    /** Who is told how it goes on. */
    interface Owner {
        /** So many bytes of the body have been moved, perhaps none. */
        void spliced(long bytes);

        /** So many bytes more, and it is over; unless that is a failure, what is left of the body is to be read. */
        void spliceEnded(Splice.End end, long bytes);
    }

    /** Less goes as fast by reads and writes. */
    static final long LEAST = 256 * 1024;

    /** After a trickle, so much has to come by one read before it is bulk again. */
    private static final int BULK_READ = 16 * 1024;

    private final LoopContext loop;
    private final BodyRelay body;
    private final Owner owner;
    private boolean trickle;
    private @Nullable Splice splice;

    BodySplice(LoopContext loop, BodyRelay body, Owner owner) {
        this.loop = loop;
        this.body = body;
        this.owner = owner;
    }

    boolean isActive() {
        return splice != null;
    }

    /** Whether the side that the body goes to does not take what has come. */
    boolean isBlocked() {
        return splice != null && splice.isBlocked();
    }

    /** So much came by one read. */
    void read(int bytes) {
        trickle &= bytes < BULK_READ;
    }

    /** Begins where it pays and everything before is sent; says whether it is active. */
    boolean begin(Stream from, Stream to) {
        if (splice == null && !trickle && body.remaining() >= LEAST && to.isSent()) {
            splice = loop.splice(from, to, body.remaining(), this);
        }
        return splice != null;
    }

    /** The next body may be another; what is on its way is lost. */
    void end() {
        trickle = false;
        if (splice != null) {
            splice.cancel();
            splice = null;
        }
    }

    @Override
    public void spliced(long bytes) {
        body.advance(bytes);
        owner.spliced(bytes);
    }

    @Override
    public void spliceEnded(Splice.End end, long bytes) {
        splice = null;
        trickle = end == Splice.End.READ_ON;
        body.advance(bytes);
        owner.spliceEnded(end, bytes);
    }
}
