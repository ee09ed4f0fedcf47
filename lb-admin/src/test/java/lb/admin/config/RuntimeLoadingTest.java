package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(load("")).isEqualTo(new RuntimeSettings(null, new UnixPermissions(0600, null, null), Level.ADMIN));
    }

    @Test
    void aPathHasAModeAUserAndAGroup() throws Exception {
        assertThat(load("runtime { socket = /run/lb.sock, mode = 660, user = root, group = adm, level = operator }"))
                .isEqualTo(new RuntimeSettings(
                        UnixAddress.file("/run/lb.sock"), new UnixPermissions(0660, "root", "adm"), Level.OPERATOR));
    }

    @Test
    void anAbstractNameIsWrittenAsInHaproxyAndNoneIsNone() throws Exception {
        assertThat(load("runtime.socket = \"abns@x\"").address()).isEqualTo(UnixAddress.padded("x"));
        assertThat(load("runtime.socket = \"abnsz@x\"").address()).isEqualTo(UnixAddress.tight("x"));
        assertThat(load("runtime.socket = none")).isNull();
    }
}
