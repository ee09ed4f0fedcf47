package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ServerChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What another process passes that is no listening socket. */
@EnabledOnOs(OS.LINUX)
class PassedListenerTest {
    private static final int IPPROTO_TCP = 6;

    /** Level, name and value of SO_KEEPALIVE, TCP_DEFER_ACCEPT, TCP_USER_TIMEOUT and TCP_FASTOPEN. */
    private static final int[][] OPTIONS = {
        {SocketCalls.SOL_SOCKET, 9, 1}, {IPPROTO_TCP, 9, 1}, {IPPROTO_TCP, 18, 5000}, {IPPROTO_TCP, 23, 16}
    };

    @BeforeAll
    static void loadEpoll() {
        Sockets.of(Transport.EPOLL);
    }

    @Test
    void fileIsNone(@TempDir Path folder) throws Exception {
        FileDescriptor file = FileDescriptor.from(folder.resolve("file").toFile());
        assertThat(PassedListener.of(new PassedSocket(file.intValue(), ""))).isNull();
        file.close();
    }

    @Test
    void socketThatDoesNotListenIsNone() {
        SocketCalls calls = new SocketCalls();
        for (int type : new int[] {SocketCalls.SOCK_STREAM, SocketCalls.SOCK_DGRAM}) {
            int socket = calls.socket(SocketCalls.AF_INET, type);
            assertThat(PassedListener.of(new PassedSocket(socket, ""))).isNull();
            calls.close(socket);
        }
    }

    @Test
    void optionsThatTheOtherProcessHasSetAndTheBindDoesNotAskForAreTakenBack() throws Exception {
        Socket listening = Socket.newSocketStream();
        for (int[] option : OPTIONS) {
            listening.setIntOpt(option[0], option[1], option[2]);
            assertThat(listening.getIntOpt(option[0], option[1]))
                    .as("option " + option[1])
                    .isPositive();
        }
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening.listen(1);
        PassedListener passed = PassedListener.of(new PassedSocket(listening.intValue(), ""));
        assertThat(passed).isNotNull();
        ServerChannel channel = passed.open(new BindSettings((InetSocketAddress) passed.address()), false);
        for (int[] option : OPTIONS) {
            assertThat(listening.getIntOpt(option[0], option[1]))
                    .as("option " + option[1])
                    .isZero();
        }
        channel.unsafe().closeForcibly();
    }

    @Test
    void linkLocalAddressIsForTheInterfaceOfItsBindAlone() throws Exception {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        PassedListener second = new PassedListener(
                -1, new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 2), 80), "", false);
        for (int scope = 1; scope <= 3; scope++) {
            BindSettings bind =
                    new BindSettings(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, scope), 80));
            assertThat(second.isFor(bind, false)).as("interface " + scope).isEqualTo(scope == 2);
        }
        BindSettings byDevice = new BindSettings(new InetSocketAddress(InetAddress.ofLiteral("fe80::1"), 80));
        assertThat(second.isFor(byDevice, false))
                .as("whose interface its device says")
                .isTrue();
    }
}
