package lb.proxy.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's epoll, held to bring a channel what it has asked for, and not more, with as few epoll_ctl(2) as that takes.
 *
 * <pre>
 *   wishes of the channel      in epoll
 *   read, or write, or both    EPOLLIN, EPOLLOUT, never EPOLLRDHUP
 *   no more read               EPOLLIN until it comes: then it is kept from the channel and taken out
 *   none                       nothing but what is always told: EPOLLERR, EPOLLHUP
 *   none, and EPOLLHUP came    parked: not in epoll, until the next wish
 * </pre>
 *
 * <p>Told of the peer's half-close by EPOLLRDHUP, Netty 4.2.18 reads all that is left at once, asked or not: megabytes,
 * where the other side is slow to take them. Without it, the end is found by a read like any other.
 *
 * <p>A socket that is shut on both sides but not read to its end hangs up for epoll again and again, so it is parked.
 * Netty's own way of taking a channel out of epoll will not do: it forgets that it did, and the next wish fails with
 * ENOENT.
 *
 * <p>Wishes change several times in the turn of a loop, above all when a connection is new. Epoll is told once, before the
 * loop waits. A channel that is closed needs no epoll_ctl at all, as the kernel forgets a socket with its descriptor. Of
 * eight calls for a proxied connection, four are left.
 */
final class EpollOnDemand implements IoHandler {
    private static final Logger LOG = LoggerFactory.getLogger(EpollOnDemand.class);

    /** EPOLLHUP of linux/eventpoll.h, for which Netty has no name. */
    private static final int HANG_UP = 0x010;

    private static final int IN = EpollIoOps.EPOLLIN.value();
    private static final int OUT = EpollIoOps.EPOLLOUT.value();
    private static final int WISHES = IN | OUT;

    private final IoHandler epoll;
    private final TurnClock clock;
    private final Set<Registration> parked = new HashSet<>();

    /** Those of which epoll is to be told something. */
    private final List<Registration> changed = new ArrayList<>();

    /** Those whose descriptors are closed, or will be before the next turn, which Netty's epoll does not know yet. */
    private final List<IoRegistration> closed = new ArrayList<>();

    private EpollOnDemand(IoHandler epoll, TurnClock clock) {
        this.epoll = epoll;
        this.clock = clock;
    }

    /** @param clocks gives each loop's clock, which is told of its turns */
    static IoHandlerFactory factory(IoHandlerFactory epoll, Function<ThreadAwareExecutor, TurnClock> clocks) {
        return executor -> new EpollOnDemand(epoll.newHandler(executor), clocks.apply(executor));
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
        return epoll.run(context);
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

    @Override
    public void prepareToDestroy() {
        forgetClosed();
        epoll.prepareToDestroy();
        for (Registration registration : Set.copyOf(parked)) {
            registration.close();
        }
        forgetClosed();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (!(handle instanceof EpollIoHandle channel)) {
            throw new IllegalArgumentException(handle + " is not for epoll");
        }
        // Its descriptor may be one of those.
        forgetClosed();
        return new Registration(channel);
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    /** One channel. As all channels here, it asks for events on its loop only. */
    private final class Registration implements IoRegistration, EpollIoHandle {
        private final EpollIoHandle channel;
        private final Object attachment;
        private boolean cancelled;

        /** What the channel asks for, and what epoll knows of that: bits of {@link #WISHES}. */
        private int wished;

        private int told;
        private boolean isChanged;

        /** Null while parked. */
        private @Nullable IoRegistration registered;

        Registration(EpollIoHandle channel) throws Exception {
            this.channel = channel;
            IoRegistration first = epoll.register(this);
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
            wished = ((EpollIoOps) ops).value() & WISHES;
            // A read that is no longer wished for mostly is again before anything comes.
            if ((wished | IN) != (told | IN) || (wished & ~told) != 0) {
                change();
            }
            return wished;
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
            parked.remove(this);
            if (registered != null) {
                closed.add(registered);
            }
            return true;
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
            int come = ((EpollIoEvent) event).ops().value();
            int unasked = come & WISHES & ~wished;
            if (unasked == 0 && come != HANG_UP) {
                channel.handle(this, event);
                return;
            }
            if (unasked != 0) {
                change();
            }
            int asked = come & ~unasked;
            if (asked == HANG_UP && wished == 0) {
                park();
            } else if (asked != 0) {
                EpollIoOps ops = EpollIoOps.valueOf(asked);
                channel.handle(this, (EpollIoEvent) () -> ops);
            }
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
            if (!isChanged) {
                isChanged = true;
                changed.add(this);
            }
        }

        void tell() {
            isChanged = false;
            if (cancelled || (registered != null && wished == told) || (registered == null && wished == 0)) {
                return;
            }
            try {
                IoRegistration current = registered;
                if (current == null) {
                    current = epoll.register(this);
                    registered = current;
                    parked.remove(this);
                }
                // EPOLLERR is told in any case: naming it keeps a socket without wishes in epoll, so that a reset is
                // noticed.
                current.submit(wished == 0 ? EpollIoOps.EPOLLERR : EpollIoOps.valueOf(wished));
                told = wished;
            } catch (Exception e) {
                LOG.warn("a connection is given up: epoll does not take its descriptor", e);
                close();
            }
        }

        private void park() {
            if (registered != null) {
                registered.cancel();
                registered = null;
                told = 0;
                parked.add(this);
            }
        }
    }
}
