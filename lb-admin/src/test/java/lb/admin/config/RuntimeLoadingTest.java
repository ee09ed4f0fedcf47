package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the section of the runtime socket. */
class RuntimeLoadingTest {
    @TempDir
    Path folder;

    private RuntimeSettings load(String text) throws Exception {
        var file = Files.writeString(folder.resolve("lb.conf"), text + "\n" + Loading.FRONTEND + Loading.BACKEND);
        return Loading.loaded(ConfigurationFile.load(file, Machines.named("ha1"), Map.of(), host -> null))
                .configuration()
                .runtime();
    }

    @Test
    void withoutAWordItIsTheNodesOwnNameForRootAndTheOwnUser() throws Exception {
        assertThat(load(""))
                .isEqualTo(new RuntimeSettings(
                        new RuntimeSettings.Local(null, new UnixPermissions(0600, null, null), Level.ADMIN), null));
    }

    @Test
    void aPathHasAModeAUserAndAGroup() throws Exception {
        assertThat(load("runtime { socket = /run/lb.sock, mode = 660, user = root, group = adm, level = operator }")
                        .local())
                .isEqualTo(new RuntimeSettings.Local(
                        UnixAddress.file("/run/lb.sock"), new UnixPermissions(0660, "root", "adm"), Level.OPERATOR));
    }

    @Test
    void anAbstractNameIsWrittenAsInHaproxyAndNoneIsNone() throws Exception {
        assertThat(load("runtime.socket = \"abns@x\"").local().address()).isEqualTo(UnixAddress.padded("x"));
        assertThat(load("runtime.socket = \"abnsz@x\"").local().address()).isEqualTo(UnixAddress.tight("x"));
        assertThat(load("runtime.socket = none")).isEqualTo(new RuntimeSettings(null, null));
    }

    @Test
    void listeningSocketsArePassedOnWhereThatIsWritten() throws Exception {
        assertThat(load("").local().exposeListeners()).isFalse();
        assertThat(load("runtime { expose-listeners = true, level = user }").local())
                .isEqualTo(new RuntimeSettings.Local(null, new UnixPermissions(0600, null, null), Level.USER, true));
    }

    @Test
    void overTcpOneMayLookUnlessMoreIsWritten() throws Exception {
        assertThat(load("runtime.tcp = \"*:9999\"").tcp())
                .isEqualTo(new RuntimeSettings.Tcp(new InetSocketAddress("0.0.0.0", 9999), Level.USER));
        assertThat(load("runtime { socket = none, tcp = \"[::1]:9999\", tcp-level = admin }"))
                .isEqualTo(new RuntimeSettings(
                        null, new RuntimeSettings.Tcp(new InetSocketAddress("::1", 9999), Level.ADMIN)));
    }
}
