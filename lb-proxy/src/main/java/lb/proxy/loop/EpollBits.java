package lb.proxy.loop;

import io.netty.channel.epoll.EpollIoOps;

/** What epoll is asked for and tells of, as bits of linux/eventpoll.h. */
final class EpollBits {
    static final int IN = EpollIoOps.EPOLLIN.value();
    static final int OUT = EpollIoOps.EPOLLOUT.value();
    static final int ERROR = EpollIoOps.EPOLLERR.value();

    /** EPOLLHUP, for which Netty has no name. */
    static final int HANG_UP = 0x010;

    /** Told beside EPOLLIN where that is asked for: the peer has ended its output. */
    static final int END = EpollIoOps.EPOLLRDHUP.value();

    private EpollBits() {}
}
