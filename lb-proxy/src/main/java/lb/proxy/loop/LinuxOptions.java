package lb.proxy.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lb.proxy.linux.SynFilter;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.TcpOptions;

/** Socket options that Linux has and NIO has not. Setting one throws a ChannelException where the kernel refuses it. */
final class LinuxOptions {
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_IPV6 = 41;

    /** TCP_SYN_SENT of net/tcp_states.h. */
    private static final int SYN_SENT = 2;

    // Of linux/in.h, linux/in6.h, linux/tcp.h and asm-generic/socket.h: Netty has no names for them, or other ones for
    // each way of driving sockets.
    static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26);
    static final IntegerUnixChannelOption IPV6_TRANSPARENT =
            new IntegerUnixChannelOption("IPV6_TRANSPARENT", IPPROTO_IPV6, 75);
    static final IntegerUnixChannelOption IP_FREEBIND = new IntegerUnixChannelOption("IP_FREEBIND", IPPROTO_IP, 15);
    static final IntegerUnixChannelOption IP_TRANSPARENT =
            new IntegerUnixChannelOption("IP_TRANSPARENT", IPPROTO_IP, 19);
    static final IntegerUnixChannelOption IP_BIND_ADDRESS_NO_PORT =
            new IntegerUnixChannelOption("IP_BIND_ADDRESS_NO_PORT", IPPROTO_IP, 24);
    private static final IntegerUnixChannelOption TCP_DEFER_ACCEPT =
            new IntegerUnixChannelOption("TCP_DEFER_ACCEPT", IPPROTO_TCP, 9);
    private static final IntegerUnixChannelOption TCP_FASTOPEN =
            new IntegerUnixChannelOption("TCP_FASTOPEN", IPPROTO_TCP, 23);
    static final IntegerUnixChannelOption SO_REUSEPORT = new IntegerUnixChannelOption("SO_REUSEPORT", SOL_SOCKET, 15);
    private static final IntegerUnixChannelOption SO_KEEPALIVE =
            new IntegerUnixChannelOption("SO_KEEPALIVE", SOL_SOCKET, 9);
    private static final IntegerUnixChannelOption TCP_KEEPIDLE =
            new IntegerUnixChannelOption("TCP_KEEPIDLE", IPPROTO_TCP, 4);
    private static final IntegerUnixChannelOption TCP_KEEPINTVL =
            new IntegerUnixChannelOption("TCP_KEEPINTVL", IPPROTO_TCP, 5);
    private static final IntegerUnixChannelOption TCP_KEEPCNT =
            new IntegerUnixChannelOption("TCP_KEEPCNT", IPPROTO_TCP, 6);
    private static final IntegerUnixChannelOption TCP_USER_TIMEOUT =
            new IntegerUnixChannelOption("TCP_USER_TIMEOUT", IPPROTO_TCP, 18);
    private static final IntegerUnixChannelOption TCP_MAXSEG =
            new IntegerUnixChannelOption("TCP_MAXSEG", IPPROTO_TCP, 2);
    private static final IntegerUnixChannelOption TCP_FASTOPEN_CONNECT =
            new IntegerUnixChannelOption("TCP_FASTOPEN_CONNECT", IPPROTO_TCP, 30);

    /** Its first four bytes, of which the first, the lowest on the processors that we run on, is the state. */
    private static final IntegerUnixChannelOption TCP_INFO = new IntegerUnixChannelOption("TCP_INFO", IPPROTO_TCP, 11);

    private static final int IFNAMSIZ = 16;
    private static final RawUnixChannelOption SO_BINDTODEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, 25, IFNAMSIZ);

    /** struct sock_fprog: a length of 16 bits, and a pointer at the next multiple of 8. */
    private static final int SOCK_FPROG = 16;

    private static final RawUnixChannelOption SO_ATTACH_FILTER =
            new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, 26, SOCK_FPROG);
    static final IntegerUnixChannelOption SO_DETACH_FILTER =
            new IntegerUnixChannelOption("SO_DETACH_FILTER", SOL_SOCKET, 27);

    private LinuxOptions() {}

    static void setListen(ChannelConfig config, InetAddress address, ListenOptions listen) {
        if (listen.transparent()) {
            setTransparent(config, address);
        }
        if (listen.deferAccept()) {
            // Seconds; the kernel makes of it the time of its SYN ACK repeats.
            config.setOption(TCP_DEFER_ACCEPT, 1);
        }
        if (listen.fastOpen()) {
            config.setOption(TCP_FASTOPEN, listen.backlog());
        }
    }

    /** Takes from a socket that another process has made what it may have set and a bind does not ask for. */
    static void takeBack(ChannelConfig config, InetAddress address, ListenOptions listen, TcpOptions tcp) {
        if (!listen.transparent()) {
            config.setOption(address instanceof Inet4Address ? IP_TRANSPARENT : IPV6_TRANSPARENT, 0);
        }
        if (!listen.deferAccept()) {
            config.setOption(TCP_DEFER_ACCEPT, 0);
        }
        if (!listen.fastOpen()) {
            config.setOption(TCP_FASTOPEN, 0);
        }
        if (tcp.keepAlive() == null) {
            config.setOption(SO_KEEPALIVE, 0);
        }
        if (tcp.userTimeout().isZero()) {
            config.setOption(TCP_USER_TIMEOUT, 0);
        }
        if (tcp.maxSegmentSize() == 0) {
            config.setOption(TCP_MAXSEG, 0);
        }
    }

    /** Lets a socket have, or listen on, an address that is another machine's. Needs CAP_NET_ADMIN or CAP_NET_RAW. */
    static void setTransparent(ChannelConfig config, InetAddress address) {
        if (address instanceof Inet4Address) {
            config.setOption(IP_TRANSPARENT, 1);
        } else {
            config.setOption(IPV6_TRANSPARENT, 1);
        }
    }

    /** Those of a listener are inherited by what it accepts. */
    static void setTcp(ChannelConfig config, TcpOptions tcp) {
        KeepAlive keepAlive = tcp.keepAlive();
        if (keepAlive != null) {
            set(config, SO_KEEPALIVE, 1);
            set(config, TCP_KEEPIDLE, (int) keepAlive.idle().toSeconds());
            set(config, TCP_KEEPINTVL, (int) keepAlive.interval().toSeconds());
            set(config, TCP_KEEPCNT, keepAlive.count());
        }
        set(config, TCP_USER_TIMEOUT, (int) tcp.userTimeout().toMillis());
        set(config, TCP_MAXSEG, tcp.maxSegmentSize());
        String device = tcp.device();
        if (device != null) {
            ByteBuffer name = ByteBuffer.allocateDirect(IFNAMSIZ);
            name.put(device.getBytes(US_ASCII)).clear();
            config.setOption(SO_BINDTODEVICE, name);
        }
    }

    static void setFastOpenConnect(ChannelConfig config) {
        config.setOption(TCP_FASTOPEN_CONNECT, 1);
    }

    /**
     * Lets a classic BPF program judge each packet for this socket, and for those that it accepts from now on.
     *
     * @return false where sockets have no such option
     */
    static boolean setFilter(ChannelConfig config, byte[] program) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(program.length, Long.BYTES);
            MemorySegment.copy(program, 0, filter, ValueLayout.JAVA_BYTE, 0, program.length);
            ByteBuffer pointer = ByteBuffer.allocateDirect(SOCK_FPROG).order(ByteOrder.nativeOrder());
            pointer.putShort(0, (short) (program.length / SynFilter.INSTRUCTION));
            pointer.putLong(Long.BYTES, filter.address());
            return config.setOption(SO_ATTACH_FILTER, pointer);
        }
    }

    static boolean isConnecting(Channel channel) {
        return channel instanceof TcpChannel tcp
                && tcp.isActive()
                && (tcp.config().getOption(TCP_INFO) & 0xff) == SYN_SENT;
    }

    private static void set(ChannelConfig config, IntegerUnixChannelOption option, int value) {
        if (value > 0) {
            config.setOption(option, value);
        }
    }
}
