package lb.proxy.loop;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.linux.SocketCalls;
import org.jspecify.annotations.Nullable;

/** The pipes of one event loop, kept to be used again. */
final class Pipes {
    /** Bounds the descriptors that bulk takes from new connections. */
    static final int MOST = 512;

    private static final int MOST_IDLE = 16;

    private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
    private int open;

    /** Those that are taken; written by the loop only. */
    private final AtomicInteger used = new AtomicInteger();

    private @Nullable SocketCalls calls;

    /** An empty pipe, or null when there are enough or there is no descriptor left. */
    @Nullable
    Pipe take() {
        Pipe pipe = idle.poll();
        if (pipe == null && open < MOST) {
            try {
                pipe = Pipe.open(calls());
                open++;
            } catch (IOException e) {
                // What would have been spliced is read and written.
                return null;
            }
        }
        if (pipe != null) {
            used.setRelease(used.getPlain() + 1);
        }
        return pipe;
    }

    private SocketCalls calls() {
        SocketCalls made = calls;
        if (made == null) {
            made = new SocketCalls();
            calls = made;
        }
        return made;
    }

    /** @param empty whether nothing is left in it */
    void giveBack(Pipe pipe, boolean empty) {
        used.setRelease(used.getPlain() - 1);
        if (empty && idle.size() < MOST_IDLE) {
            idle.push(pipe);
        } else {
            open--;
            pipe.close();
        }
    }

    /** How many are in use. Any thread. */
    int used() {
        return used.get();
    }

    /** Closes those that are not in use. */
    void close() {
        idle.forEach(Pipe::close);
        open -= idle.size();
        idle.clear();
    }
}
