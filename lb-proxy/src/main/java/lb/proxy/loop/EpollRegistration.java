package lb.proxy.loop;

import static lb.proxy.loop.EpollBits.END;
import static lb.proxy.loop.EpollBits.ERROR;
import static lb.proxy.loop.EpollBits.HANG_UP;
import static lb.proxy.loop.EpollBits.IN;
import static lb.proxy.loop.EpollBits.OUT;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel in {@link EpollOnDemand}, seen by the channel as its registration and by Netty's epoll as its handle. A
 * {@link Splice} may take its input, or bring its output, in place of the channel. As all channels here, it asks for events
 * on its loop only.
 */
final class EpollRegistration implements IoRegistration, EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(EpollRegistration.class);

    private static final int WISHES = IN | OUT;

    /** What epoll is mostly told: Netty would make these anew each time. */
    private static final EpollIoOps READING = EpollIoOps.valueOf(IN | END);

    private static final EpollIoOps READING_AND_WRITING = EpollIoOps.valueOf(IN | OUT | END);

    private final EpollOnDemand epoll;
    private final EpollIoHandle channel;
    private final Object attachment;
    private boolean cancelled;

    /** What the channel asks for: bits of {@link #WISHES}. */
    private int asked;

    /** What channel and splices ask for together, and what epoll knows of that. */
    private int wished;

    private int told;
    private boolean isChanged;

    /** What takes the input, and what brings the output. */
    private @Nullable Splice spliced;

    private @Nullable Splice splicedTo;

    /** What receives and sends in place of the channel; null where the channel does so itself. */
    private @Nullable EpollStream stream;

    /** Null while parked. */
    private @Nullable IoRegistration registered;

    EpollRegistration(EpollOnDemand epoll, EpollIoHandle channel) throws Exception {
        this.epoll = epoll;
        this.channel = channel;
        IoRegistration first = epoll.add(this);
        registered = first;
        attachment = first.attachment();
    }

    // What the channel sees

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The signature is Netty's.
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public long submit(IoOps ops) {
        if (cancelled) {
            return -1;
        }
        ask(((EpollIoOps) ops).value() & WISHES);
        return asked;
    }

    /** Tells what the channel wants from now on: EPOLLIN, EPOLLOUT, both or neither. */
    void ask(int wanted) {
        asked = wanted;
        wishesChanged();
    }

    /** For a write of several buffers; empty, and good until the next call. */
    IovArray vector() {
        return epoll.vector();
    }

    @Override
    public boolean isValid() {
        return !cancelled;
    }

    @Override
    public boolean cancel() {
        if (cancelled) {
            return false;
        }
        cancelled = true;
        if (spliced != null) {
            spliced.cancel();
        }
        if (splicedTo != null) {
            splicedTo.cancel();
        }
        epoll.closed(this, registered);
        return true;
    }

    // What a stream sees

    void use(EpollStream stream) {
        this.stream = stream;
    }

    void flushSoon() {
        epoll.flushSoon(this);
    }

    /** Nothing more is to be read: epoll, which would tell of that again and again, is told unless it is closed first. */
    void inputEnded() {
        change();
    }

    /** At the end of a turn: whether what was to be flushed soon is, or is no more. */
    boolean isFlushed() {
        return stream == null || cancelled || stream.isFlushed();
    }

    // What a splice sees

    boolean canSplice() {
        return !cancelled && spliced == null;
    }

    boolean canBeSplicedTo() {
        return !cancelled && splicedTo == null;
    }

    void beginSplice(Splice splice, EpollRegistration output) {
        spliced = splice;
        output.splicedTo = splice;
        wishesChanged();
    }

    void endSplice(Splice splice) {
        if (splice.equals(spliced)) {
            spliced = null;
        }
        if (splice.equals(splicedTo)) {
            splicedTo = null;
        }
        wishesChanged();
    }

    /** The channel, or a splice, asks for something else: epoll is told before the loop waits, where it matters. */
    void wishesChanged() {
        int wishes = asked | (streamWants() ? IN : 0);
        if (spliced != null) {
            wishes = spliced.isBlocked() ? wishes & ~IN : wishes | IN;
        }
        if (splicedTo != null && splicedTo.isBlocked()) {
            wishes |= OUT;
        }
        wished = wishes;
        // A read that is no longer wished for mostly is again before anything comes.
        if ((wishes | IN) != (told | IN) || (wishes & ~told) != 0) {
            change();
        }
    }

    // What epoll sees

    @Override
    public FileDescriptor fd() {
        return channel.fd();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (cancelled) {
            return;
        }
        try {
            handle((EpollIoEvent) event);
        } catch (Throwable t) { // By an Error, as where there is no memory, Netty's loop ends; by others it is held up.
            Channel connection = connection();
            if (connection == null) {
                throw t;
            }
            connection.pipeline().fireExceptionCaught(t);
            close();
        }
    }

    /** What a fault may end; null for a channel of Netty's own that nobody has as a stream. */
    private @Nullable Channel connection() {
        if (stream != null) {
            return stream.channel();
        }
        return channel instanceof TcpChannel.TcpUnsafe tcp ? tcp.channel() : null;
    }

    private void handle(EpollIoEvent event) {
        int all = event.ops().value();
        int come = all & ~END;
        int rest = spliced == null && splicedTo == null ? come : leftBySplices(come);
        if (cancelled) {
            return;
        }
        EpollStream receiver = stream;
        if (receiver != null && receiver.wantsInput() && spliced == null && (rest & (IN | ERROR | HANG_UP)) != 0) {
            if ((rest & (ERROR | HANG_UP)) == 0 && receiver.receive((all & END) != 0)) {
                rest &= ~IN;
                wishesChanged();
            } else if (!cancelled) {
                receiver.leaveToChannel();
            }
            if (cancelled) {
                return;
            }
        }
        int unasked = rest & (spliced == null ? WISHES & ~asked : (WISHES & ~asked) | IN);
        if (unasked != 0) {
            if ((come & WISHES & ~wished) != 0) {
                change();
            }
            rest &= ~unasked;
        }
        if (rest == HANG_UP && wished == 0) {
            park();
        } else if (channel instanceof TcpChannel.TcpUnsafe tcp) {
            tcp.handle(rest);
        } else if (rest == all) {
            channel.handle(this, event);
        } else if (rest != 0) {
            EpollIoOps ops = EpollIoOps.valueOf(rest);
            channel.handle(this, (EpollIoEvent) () -> ops);
        }
        if ((rest & ERROR) != 0 && wished == 0 && isInputShutdown()) {
            // A reset behind the end of input is nothing to the channel, as nobody reads. The next write meets it.
            park();
            if (stream != null) {
                stream.wasReset();
            }
        }
    }

    private boolean isInputShutdown() {
        return fd() instanceof Socket socket && socket.isInputShutdown();
    }

    private boolean streamWants() {
        return stream != null && stream.wantsInput();
    }

    /** Gives splices what is theirs; what they leave is the channel's. A failure is told again when they are over. */
    private int leftBySplices(int come) {
        boolean failed = (come & (ERROR | HANG_UP)) != 0;
        int rest = come;
        Splice from = spliced;
        if (from != null && !from.isBlocked() && ((come & IN) != 0 || failed)) {
            from.run();
            rest &= ~(IN | ERROR | HANG_UP);
        }
        Splice to = splicedTo;
        if (to != null && to.isBlocked() && ((come & OUT) != 0 || failed)) {
            to.run();
            rest &= ~(ERROR | HANG_UP);
        }
        Splice blocked = spliced;
        if (blocked != null && blocked.isBlocked() && (rest & ERROR) != 0) {
            // Told of it, the channel would read what came before, which is not to overtake what is in the pipe.
            blocked.inputFailed();
            rest &= ~(IN | ERROR | HANG_UP);
        }
        return rest;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (Exception e) {
            throw new IllegalStateException("a channel could not be closed", e);
        }
    }

    private void change() {
        if (!isChanged && !cancelled) {
            isChanged = true;
            epoll.changed(this);
        }
    }

    /** Tells epoll what is wished for now. */
    void tell() {
        isChanged = false;
        if (cancelled || (registered == null ? wished == 0 : wished == told)) {
            return;
        }
        try {
            IoRegistration current = registered;
            if (current == null) {
                current = epoll.unpark(this);
                registered = current;
            }
            current.submit(opsFor(wished));
            told = wished;
        } catch (Exception e) {
            LOG.warn("a connection is given up: epoll does not take its descriptor", e);
            close();
        }
    }

    private static EpollIoOps opsFor(int wishes) {
        if (wishes == 0) {
            // It is told in any case: naming it keeps a socket without wishes in epoll, so that a reset is noticed.
            return EpollIoOps.EPOLLERR;
        }
        if (wishes == OUT) {
            return EpollIoOps.EPOLLOUT;
        }
        return wishes == IN ? READING : READING_AND_WRITING;
    }

    private void park() {
        IoRegistration current = registered;
        if (current != null && !cancelled) {
            registered = null;
            told = 0;
            current.cancel();
            epoll.park(this);
        }
    }
}
