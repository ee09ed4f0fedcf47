package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.FileDescriptor;
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
