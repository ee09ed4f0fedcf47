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
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, held to bring a channel what it has asked for, and not more.
 *
 * <pre>
 *   wishes of the channel      in epoll
 *   read, or write, or both    EPOLLIN, EPOLLOUT, never EPOLLRDHUP
 *   none                       nothing but what is always told: EPOLLERR, EPOLLHUP
 *   none, and EPOLLHUP came    parked: not in epoll, until the next wish
 * </pre>
 *
 * <p>Told by EPOLLRDHUP that the peer has closed its half, Netty 4.2.18 reads all that is left at once, asked or not:
 * megabytes, where the other side is slow to take them. Without it, the end is found by a read like any other.
 *
 * <p>A socket that is shut on both sides but not read to its end hangs up for epoll again and again, so it is parked.
 * Netty's own way of taking a channel out of epoll will not do: it forgets that it did, and the next wish fails with
 * ENOENT.
 */
final class EpollOnDemand implements IoHandler {
    /** EPOLLHUP of linux/eventpoll.h, for which Netty has no name. */
    private static final int HANG_UP = 0x010;

    private final IoHandler epoll;
    private final Set<Registration> parked = new HashSet<>();

    private EpollOnDemand(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory factory(IoHandlerFactory epoll) {
        return executor -> new EpollOnDemand(epoll.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
        for (Registration registration : Set.copyOf(parked)) {
            registration.close();
        }
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
            EpollIoOps wishes = ((EpollIoOps) ops).without(EpollIoOps.EPOLLRDHUP);
            if (!wishes.equals(EpollIoOps.NONE)) {
                return registration().submit(wishes);
            }
            // EPOLLERR is told in any case: naming it keeps the socket in epoll, so that a reset is noticed.
            return registered == null ? 0 : registered.submit(EpollIoOps.EPOLLERR);
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
            return registered == null || registered.cancel();
        }

        // What epoll sees

        @Override
        public FileDescriptor fd() {
            return channel.fd();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (((EpollIoEvent) event).ops().value() == HANG_UP) {
                park();
            } else {
                channel.handle(this, event);
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

        private void park() {
            if (registered != null) {
                registered.cancel();
                registered = null;
                parked.add(this);
            }
        }

        private IoRegistration registration() {
            IoRegistration current = registered;
            if (current == null) {
                try {
                    current = epoll.register(this);
                } catch (Exception e) {
                    throw new IllegalStateException("a channel could not be added to epoll again", e);
                }
                registered = current;
                parked.remove(this);
            }
            return current;
        }
    }
}
