package lb.proxy.loop;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, held to bring a channel what it has asked for, and not more, with as few epoll_ctl(2) as that takes.
 *
 * <pre>
 *   wishes of the channel      in epoll
 *   read                       EPOLLIN, EPOLLRDHUP
 *   write                      EPOLLOUT
 *   no more read               EPOLLIN until it comes: then it is kept from the channel and taken out
 *   none                       nothing but what is always told: EPOLLERR, EPOLLHUP
 *   none, and EPOLLHUP came    parked: not in epoll, until the next wish; with EPOLLERR only once the input has ended
 * </pre>
 *
 * <p>EPOLLRDHUP is for {@link EpollStream}, which then finds the end together with the last bytes. A channel is not told:
 * Netty 4.2.18 would read all that is left at once, asked or not, megabytes where the other side is slow to take them. It
 * finds the end by a read like any other.
 *
 * <p>A socket that is shut on both sides but not read to its end hangs up for epoll again and again, so it is parked.
 * Netty's own way of taking a channel out of epoll will not do: it forgets that it did, and the next wish fails with
 * ENOENT.
 *
 * <p>Wishes change several times in the turn of a loop, above all when a connection is new. Epoll is told once, before the
 * loop waits. A channel that is closed needs no epoll_ctl at all, as the kernel forgets a socket with its descriptor. Of
 * eight calls for a proxied connection, three are left.
 */
final class EpollOnDemand implements IoHandler {
    private static final VarHandle TURNS = counter("turns");
    private static final VarHandle EVENTS = counter("events");
    private static final VarHandle CHANNELS = counter("channels");

    private final IoHandler epoll;
    private final TurnClock clock = new TurnClock(true);
    private final Pipes pipes = new Pipes();
    private final LentBuffers buffers = new LentBuffers(PooledByteBufAllocator.DEFAULT);
    private final Set<EpollRegistration> parked = new HashSet<>();

    /** By descriptor. */
    private @Nullable EpollRegistration[] registrations = new EpollRegistration[256];

    /** The loop's context, which is always the same. */
    private @Nullable WithoutWaiting withoutWaiting;

    /** Those that soon flush what they have, whether more comes or not. */
    private final List<EpollRegistration> late = new ArrayList<>();

    /** Those of which epoll is to be told something. */
    private final List<EpollRegistration> changed = new ArrayList<>();

    /** Those whose descriptors are closed, or will be before the next turn, which Netty's epoll does not know yet. */
    private final List<IoRegistration> closed = new ArrayList<>();

    private long turns;
    private long events;
    private long channels;

    private static VarHandle counter(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(EpollOnDemand.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private EpollOnDemand(IoHandler epoll) {
        this.epoll = epoll;
    }

    /** @param made told of each one made, and whose it is */
    static IoHandlerFactory factory(IoHandlerFactory epoll, BiConsumer<ThreadAwareExecutor, EpollOnDemand> made) {
        return executor -> {
            EpollOnDemand handler = new EpollOnDemand(epoll.newHandler(executor));
            made.accept(executor, handler);
            return handler;
        };
    }

    /** The clock that stands still within a turn. */
    TurnClock clock() {
        return clock;
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        forgetClosed();
        tellChanges();
        clock.turn();
        int handled;
        if (late.isEmpty()) {
            handled = epoll.run(context);
        } else {
            if (withoutWaiting == null || !withoutWaiting.context().equals(context)) {
                withoutWaiting = new WithoutWaiting(context);
            }
            handled = epoll.run(withoutWaiting);
            forgetFlushed();
        }
        // Opaque: plain moves, that readers see soon.
        TURNS.setOpaque(this, turns + 1);
        EVENTS.setOpaque(this, events + handled);
        return handled;
    }

    /** How often the loop has waited. Any thread. */
    long turns() {
        return (long) TURNS.getOpaque(this);
    }

    /** How many channels are its own. Any thread. */
    int channels() {
        return (int) (long) CHANNELS.getOpaque(this);
    }

    /** How many events it has handled. Any thread. */
    long events() {
        return (long) EVENTS.getOpaque(this);
    }

    private void forgetFlushed() {
        // ArrayList's removeIf would make an array each time.
        int left = 0;
        for (int i = 0; i < late.size(); i++) {
            EpollRegistration registration = late.get(i);
            if (!registration.isFlushed()) {
                late.set(left++, registration);
            }
        }
        while (late.size() > left) {
            late.removeLast();
        }
    }

    private void tellChanges() {
        // None is added meanwhile but by a channel that fails here; it is told in the next turn.
        int count = changed.size();
        for (int i = 0; i < count; i++) {
            changed.get(i).tell();
        }
        if (count == changed.size()) {
            changed.clear();
        } else {
            changed.subList(0, count).clear();
        }
    }

    private void forgetClosed() {
        if (!closed.isEmpty()) {
            closed.forEach(IoRegistration::cancel);
            closed.clear();
        }
    }

    /** Begins to move bytes within the kernel; as {@link LoopContext#splice}. */
    @Nullable
    Splice splice(Channel input, Channel output, long most, Splice.Owner owner) {
        EpollRegistration from = registrationOf(input);
        EpollRegistration to = registrationOf(output);
        if (from == null || to == null || !from.canSplice() || !to.canBeSplicedTo()) {
            return null;
        }
        Pipe pipe = pipes.take();
        if (pipe == null) {
            return null;
        }
        Splice splice = new Splice(pipes, input, from, to, pipe, most, owner);
        from.beginSplice(splice, to);
        return splice;
    }

    /** As {@link LoopContext#stream}; null where the channel is not, or no more, in this epoll. */
    @Nullable
    Stream stream(DuplexChannel channel, Stream.User user) {
        EpollRegistration registration = registrationOf(channel);
        if (registration == null
                || !buffers.areUsable()
                || !(channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket)) {
            return null;
        }
        EpollStream stream = new EpollStream(registration, buffers, channel, socket, user);
        registration.use(stream);
        return stream;
    }

    private @Nullable EpollRegistration registrationOf(Channel channel) {
        if (!(channel instanceof UnixChannel unix) || !channel.isActive()) {
            return null;
        }
        int descriptor = unix.fd().intValue();
        return descriptor < registrations.length ? registrations[descriptor] : null;
    }

    /** How many of its pipes are in use. Any thread. */
    int pipes() {
        return pipes.used();
    }

    @Override
    public void prepareToDestroy() {
        forgetClosed();
        epoll.prepareToDestroy();
        for (EpollRegistration registration : Set.copyOf(parked)) {
            registration.close();
        }
        forgetClosed();
    }

    @Override
    public void destroy() {
        epoll.destroy();
        pipes.close();
        buffers.release();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (!(handle instanceof EpollIoHandle channel)) {
            throw new IllegalArgumentException(handle + " is not for epoll");
        }
        // Its descriptor may be one of those.
        forgetClosed();
        if (handle instanceof TcpProbe) {
            // It stays as it is, in Netty's epoll.
            return epoll.register(handle);
        }
        EpollRegistration registration = new EpollRegistration(this, channel);
        int descriptor = channel.fd().intValue();
        if (descriptor >= registrations.length) {
            registrations = Arrays.copyOf(registrations, Math.max(descriptor + 1, 2 * registrations.length));
        }
        registrations[descriptor] = registration;
        CHANNELS.setOpaque(this, channels + 1);
        if (channel instanceof TcpChannel.TcpUnsafe tcp) {
            tcp.registered(registration);
        }
        return registration;
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    // What registrations ask for

    void flushSoon(EpollRegistration registration) {
        late.add(registration);
    }

    IovArray vector() {
        return buffers.vector();
    }

    IoRegistration add(EpollRegistration registration) throws Exception {
        return epoll.register(registration);
    }

    void changed(EpollRegistration registration) {
        changed.add(registration);
    }

    /** It is out of epoll until it has a wish. */
    void park(EpollRegistration registration) {
        parked.add(registration);
    }

    IoRegistration unpark(EpollRegistration registration) throws Exception {
        parked.remove(registration);
        return epoll.register(registration);
    }

    /** @param registered null while it is parked */
    void closed(EpollRegistration registration, @Nullable IoRegistration registered) {
        CHANNELS.setOpaque(this, channels - 1);
        int descriptor = registration.fd().intValue();
        if (registration.equals(registrations[descriptor])) {
            registrations[descriptor] = null;
        }
        if (registered == null) {
            parked.remove(registration);
        } else {
            closed.add(registered);
        }
    }
}
