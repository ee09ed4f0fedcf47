package lb.proxy.loop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import lb.proxy.limit.Descriptors;
import lb.proxy.limit.ReachedLimit;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one event loop. A client's connection and those to its servers live on the same one, so nothing here
 * is shared and, unless a method says otherwise, everything is called on that loop only.
 */
public final class LoopContext {
    /** Coarse enough to cost nothing, fine enough for time-outs that are kept within 50 ms. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Half a second: a loop that has nothing to do wakes up twice a second, and seldom is a deadline set that comes before the
     * next turn of the wheel, which has to be scheduled anew then.
     */
    private static final int MOST_TICKS_AHEAD = 25;

    /** 82 s in one turn: the usual time-outs lie within. */
    private static final int SLOTS = 4096;

    /** A greatest receive, and what was left of one before it. */
    private static final int BETWEEN = EpollStream.BULK + LentBuffers.CAPACITY + 1024;

    private final int index;
    private final EventLoop eventLoop;
    private final Sockets sockets;
    private final BiFunction<SocketAddress, ByteBufAllocator, DuplexChannel> upstreams;
    private final @Nullable EpollOnDemand epoll;
    private final TurnClock clock;
    private final TickingWheel wheel;
    private final ReachedLimit descriptors;
    private final Faults faults;
    private final LoopLag lag = new LoopLag(NanoClock.SYSTEM);

    /** Null until something makes other bytes of those of sockets. */
    private @Nullable LentBuffers between;

    LoopContext(
            int index,
            EventLoop eventLoop,
            Sockets sockets,
            @Nullable EpollOnDemand epoll,
            ReachedLimit descriptors,
            Faults faults) {
        this(index, eventLoop, sockets, epoll, descriptors, faults, sockets::newUpstream);
    }

    /**
     * @param epoll what drives the loop; null with another transport
     * @param upstreams makes the sockets towards servers
     */
    LoopContext(
            int index,
            EventLoop eventLoop,
            Sockets sockets,
            @Nullable EpollOnDemand epoll,
            ReachedLimit descriptors,
            Faults faults,
            BiFunction<SocketAddress, ByteBufAllocator, DuplexChannel> upstreams) {
        this.descriptors = descriptors;
        this.faults = faults;
        this.index = index;
        this.eventLoop = eventLoop;
        this.sockets = sockets;
        this.epoll = epoll;
        this.clock = epoll == null ? new TurnClock(false) : epoll.clock();
        this.upstreams = upstreams;
        this.wheel = new TickingWheel(eventLoop, NanoClock.SYSTEM, TICK_NANOS, SLOTS, MOST_TICKS_AHEAD, faults);
    }

    /** From 0, unique in the process: which part of a counter is this loop's. Any thread. */
    public int index() {
        return index;
    }

    /** Any thread. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Any thread. */
    public ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    /** Any thread. */
    public Sockets sockets() {
        return sockets;
    }

    /** How late it comes to what is due. Any thread; it is to be run on this loop. */
    public LoopLag lag() {
        return lag;
    }

    /** How many sockets are its own. Any thread. */
    int channels() {
        if (epoll != null) {
            return epoll.channels();
        }
        return eventLoop instanceof SingleThreadEventLoop own ? Math.max(0, own.registeredChannels()) : 0;
    }

    /** How often it has waited for events. Any thread. */
    long turns() {
        return epoll == null ? 0 : epoll.turns();
    }

    /** How many of them it has handled. Any thread. */
    long events() {
        return epoll == null ? 0 : epoll.events();
    }

    /** Pipes in use that carry bytes from socket to socket. Any thread. */
    int pipes() {
        return epoll == null ? 0 : epoll.pipes();
    }

    /** The time of this turn of the loop, in ns, as {@link System#nanoTime}. */
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** The time of this turn of the loop, in ms since 1970, as {@link System#currentTimeMillis}. */
    public long currentTimeMillis() {
        return clock.currentTimeMillis();
    }

    /** Sets or moves a deadline to that many ns from now; it passes at that time or up to 50 ms later. */
    public void arm(Deadline deadline, long delayNanos) {
        wheel.arm(deadline, clock.nanoTime(), delayNanos);
    }

    /** Takes a deadline off that is soon armed again: cheaper than {@link #disarm}, which must follow in the end. */
    public void suspend(Deadline deadline) {
        wheel.suspend(deadline);
    }

    /** Takes a deadline off; one that is not armed stays so. */
    public void disarm(Deadline deadline) {
        wheel.disarm(deadline);
    }

    /**
     * A new socket towards a server at this address, not registered and not connected yet. It reads only when asked
     * to (auto-read is off).
     */
    public DuplexChannel newUpstream(SocketAddress address) {
        return upstreams.apply(address, allocator());
    }

    /**
     * The bytes of a connection of this loop from now on, whose only handler passes to the user what its channel brings.
     *
     * @param channel connected
     */
    public Stream stream(DuplexChannel channel, Stream.User user) {
        Stream direct = epoll == null ? null : epoll.stream(channel, user);
        return direct == null ? Stream.of(channel) : direct;
    }

    /**
     * Begins to move bytes from one connection of this loop to another within the kernel. Nothing may be waiting to be read
     * from the one or written to the other by the process.
     *
     * @param most how many bytes, at least 1
     * @return null where that is not possible: on another transport, where the bytes of a socket are not those of its stream, or
     *     when no pipe is to be had
     */
    public @Nullable Splice splice(Stream input, Stream output, long most, Splice.Owner owner) {
        DuplexChannel from = input.socket();
        DuplexChannel to = output.socket();
        return epoll == null || from == null || to == null ? null : epoll.splice(from, to, most, owner);
    }

    /**
     * Buffers for what something between a socket and its user makes of the bytes: what comes of one greatest receive fits into
     * that for receiving.
     */
    public LentBuffers between() {
        LentBuffers lent = between;
        if (lent == null) {
            LentBuffers made = new LentBuffers(allocator(), BETWEEN);
            between = made;
            eventLoop.terminationFuture().addListener(_ -> made.release());
            lent = made;
        }
        return lent;
    }

    /** A socket could not be opened or accepted: when it was for want of a file descriptor, that is counted and told. */
    public boolean isWantOfDescriptors(Throwable failure) {
        boolean want = Descriptors.areExhausted(failure);
        if (want) {
            descriptors.reached();
        }
        return want;
    }

    /** Mistakes of ours on this loop. */
    public Faults faults() {
        return faults;
    }
}
