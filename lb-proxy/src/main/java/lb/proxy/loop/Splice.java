package lb.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.epoll.Native;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one connection moved to another within the kernel, by splice(2) through a pipe: for bulk, where copying them to
 * the process and back is most of the work. For small messages it costs more than it saves, so it gives up on a trickle.
 *
 * <pre>
 *   connection --- splice ---&gt; pipe --- splice ---&gt; connection
 *              wants input       holds what the other       wants output
 *              while it is       does not take              while it is
 *              empty                                        not
 * </pre>
 *
 * <p>Both connections belong to one event loop, and all of this is called there. While it lasts, their channels neither
 * read the one nor write the other.
 */
public final class Splice {
    /** Why it is over. */
    public enum End {
        /** All bytes asked for have been moved. */
        WHOLE,
        /** The input has ended, or brings little: it is to be read as usual. All that it brought has been moved. */
        READ_ON,
        /** The input was broken off; some bytes may be lost. */
        INPUT_FAILED,
        /** The output takes nothing any more; some bytes are lost. */
        OUTPUT_FAILED
    }

    /** Who wants to know how far it is. It may cancel it in any call. */
    public interface Owner {
        /** So many bytes have been moved since the last call, perhaps none, and it waits now. */
        void spliced(long bytes);

        /** So many bytes more have been moved, and it is over; nothing more is called. */
        void spliceEnded(End end, long bytes);
    }

    /** Asked for at once: more than any pipe holds. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** For one event, so that others have their turn within a millisecond. */
    private static final int MOST_FOR_AN_EVENT = 512 * 1024;

    /** What the pipe holds at most for an output that is slow, or may be. */
    private static final int SLOW = 64 * 1024;

    /**
     * An output that takes so much in events of twice {@link #SLOW} and more is fast. It is more than the kernel mostly takes
     * for one that reads nothing.
     */
    private static final int FAST = 2 * 1024 * 1024;

    private static final int LITTLE = 8 * 1024;
    private static final int TRICKLE = 16;

    private final Pipes pipes;
    private final Channel source;
    private final EpollRegistration input;
    private final EpollRegistration output;
    private final Pipe pipe;
    private final Owner owner;
    private long left;
    private int inPipe;
    private int littleInARow;
    private int takenFast;
    private boolean over;

    /** @param source the connection of the input, which is told of a fault of the owner */
    Splice(
            Pipes pipes,
            Channel source,
            EpollRegistration input,
            EpollRegistration output,
            Pipe pipe,
            long most,
            Owner owner) {
        this.pipes = pipes;
        this.source = source;
        this.input = input;
        this.output = output;
        this.pipe = pipe;
        this.left = most;
        this.owner = owner;
    }

    /** Whether it waits for the output to take what it has. */
    public boolean isBlocked() {
        return inPipe > 0;
    }

    /** Gives up; bytes on their way are lost. Does nothing when it is over. */
    public void cancel() {
        if (!over) {
            over = true;
            input.endSplice(this);
            output.endSplice(this);
            pipes.giveBack(pipe, inPipe == 0);
        }
    }

    /** The input was broken off while the output did not take what came before, which is lost. */
    void inputFailed() {
        cancel();
        tell(End.INPUT_FAILED, 0);
    }

    private void tell(@Nullable End end, long moved) {
        try {
            if (end == null) {
                owner.spliced(moved);
            } else {
                owner.spliceEnded(end, moved);
            }
        } catch (Throwable t) { // As a pipeline does: a fault of one connection is not to end the others of its loop.
            source.pipeline().fireExceptionCaught(t);
        }
    }

    /** The connection that it waits for is ready, or has failed. */
    void run() {
        long moved = 0;
        End end = null;
        while (end == null && moved < MOST_FOR_AN_EVENT) {
            if (inPipe == 0) {
                end = fill(moved == 0);
                if (end != null || inPipe == 0) {
                    break;
                }
            }
            int taken = drain();
            if (taken < 0) {
                end = End.OUTPUT_FAILED;
            } else if (taken == 0) {
                break;
            } else {
                moved += taken;
                if (left == 0) {
                    end = End.WHOLE;
                }
            }
        }
        watchTrickle(moved);
        watchOutput(moved);
        if (end == null && littleInARow == TRICKLE && inPipe == 0) {
            end = End.READ_ON;
        }
        if (end == null) {
            input.wishesChanged();
            output.wishesChanged();
        } else {
            cancel();
        }
        tell(end, moved);
    }

    private void watchTrickle(long moved) {
        if (moved >= LITTLE) {
            littleInARow = 0;
        } else if (inPipe == 0) {
            littleInARow++;
        }
    }

    /** Who is slow leaves for long what the pipe holds; for who is fast more at once is worth fewer calls. */
    private void watchOutput(long moved) {
        if (inPipe > 0 && moved < 2 * SLOW) {
            takenFast = 0;
        } else if (takenFast < FAST) {
            takenFast += (int) moved;
        }
    }

    /** @param first whether something is to be expected, so that nothing means the end */
    private @Nullable End fill(boolean first) {
        long most = Math.min(left, takenFast < FAST ? SLOW : MOST_AT_ONCE);
        try {
            inPipe = Native.splice(input.fd().intValue(), -1, pipe.in().intValue(), -1, most);
        } catch (IOException e) {
            return End.INPUT_FAILED;
        }
        // Netty tells "not now" and "no more" by the same zero; a read tells them apart.
        return inPipe == 0 && first ? End.READ_ON : null;
    }

    /** Bytes taken, or less than 0 after an error. */
    private int drain() {
        try {
            int taken = Native.splice(pipe.out().intValue(), -1, output.fd().intValue(), -1, inPipe);
            inPipe -= taken;
            left -= taken;
            return taken;
        } catch (IOException e) {
            return -1;
        }
    }
}
