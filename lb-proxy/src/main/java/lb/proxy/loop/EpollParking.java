package lb.proxy.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, mended where a channel wants no events for a while, as one does whose input has ended and which waits
 * for the other side.
 *
 * <p>Netty 4.2.18 takes such a channel out of epoll (rightly: a socket that is shut on both sides would report its
 * hang-up without end) but forgets that it did: the next wish for events fails with ENOENT, and what waits to be sent is
 * dropped with an orderly end of the connection. Here, a channel that wants nothing is parked: its registration is
 * cancelled, and made anew with its next wish.
 */
final class EpollParking implements IoHandler {
    private final IoHandler epoll;
    private final Set<Registration> parked = new HashSet<>();

    private EpollParking(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory factory(IoHandlerFactory epoll) {
        return executor -> new EpollParking(epoll.newHandler(executor));
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
        return new Registration(handle, epoll.register(handle));
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
    private final class Registration implements IoRegistration {
        private final IoHandle handle;
        private final Object attachment;
        private boolean cancelled;

        /** Null while parked. */
        private @Nullable IoRegistration registered;

        Registration(IoHandle handle, IoRegistration registered) {
            this.handle = handle;
            this.registered = registered;
            this.attachment = registered.attachment();
        }

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
            if (EpollIoOps.NONE.equals(ops)) {
                park();
                return 0;
            }
            return registration().submit(ops);
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

        void close() {
            try {
                handle.close();
            } catch (Exception e) {
                throw new IllegalStateException("a parked channel could not be closed", e);
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
                    current = epoll.register(handle);
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
