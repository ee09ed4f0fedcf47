package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package: what is in it, and its service as systemd would start it. */
class DebianPackageIT {
    private static final String UNIT = "usr/lib/systemd/system/lb.service";

    @TempDir
    private static Path folder;

    private static Path root;
    private static String deb;

    @BeforeAll
    static void unpack() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/dpkg-deb"))) {
            Needs.skip("the program dpkg-deb is missing: no Debian");
        }
        deb = Packages.file("lb_*.deb").toString();
        // Where others can read it, too: the service is no root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = folder.resolve("root");
        Packages.run(folder, "dpkg-deb", "-x", deb, root.toString()).wellDone();
    }

    @Test
    void itSaysWhatItIsAndWhatItCannotBeBeside() throws Exception {
        assertThat(Packages.run(folder, "dpkg-deb", "-f", deb).wellDone())
                .contains("Package: lb\n", "Conflicts: live-build\n")
                .containsPattern("Architecture: (amd64|arm64)\n")
                .doesNotContain("[[");
        var control = folder.resolve("control");
        Packages.run(folder, "dpkg-deb", "-e", deb, control.toString()).wellDone();
        assertThat(control.resolve("conffiles")).hasContent("/etc/lb/lb.conf");
        for (var script : List.of("postinst", "prerm", "postrm")) {
            assertThat(control.resolve(script)).isExecutable();
            Packages.run(folder, "sh", "-n", control.resolve(script).toString()).wellDone();
        }
    }

    @Test
    void allFilesAreRootsAndNobodyElseCanWriteThem() throws Exception {
        assertThat(Packages.run(folder, "dpkg-deb", "-c", deb).wellDone().lines())
                .allMatch(line -> line.matches("([d-]rw[x-]r-[x-][r-]-[x-]|l[rwx-]{9}) root/root .*"))
                .anyMatch(line -> line.endsWith("./usr/bin/lb -> ../lib/lb/bin/lb"));
    }

    @Test
    void lintianHasNothingToSayButWhatIsOverriddenWithAReason() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/lintian"))) {
            Needs.skip("the program lintian is missing: install the package lintian");
        }
        var said = Packages.run(folder, "lintian", "--allow-root", "--fail-on", "error,warning", deb);
        assertThat(said.wellDone()).doesNotContain("E:", "W:");
    }

    @Test
    void itHasPagesForMan() {
        assertThat(root.resolve("usr/share/man/man1/lb.1.gz")).isRegularFile();
        assertThat(root.resolve("usr/share/man/man5/lb.conf.5.gz")).isRegularFile();
        assertThat(root.resolve("usr/lib/lb/share")).doesNotExist();
    }

    @Test
    void itRunsWithItsOwnJavaAndItsFirstConfigurationIsGood() throws Exception {
        var bare = folder.resolve("none");
        assertThat(Packages.run(
                                folder,
                                Map.of("JAVA_HOME", bare.toString(), "JDK_JAVA_OPTIONS", "-XX:AOTMode=on"),
                                List.of(
                                        root.resolve("usr/bin/lb").toString(),
                                        "check",
                                        root.resolve("etc/lb/lb.conf").toString()))
                        .wellDone())
                .contains("is valid");
    }

    @Test
    void systemdUnderstandsTheUnitAndFindsItWellEnclosed() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
            Needs.skip("the program systemd-analyze is missing: install the package systemd");
        }
        // Nothing is installed here: the programs are named where they are.
        var unit = Files.writeString(
                folder.resolve("lb.service"),
                Files.readString(root.resolve(UNIT)).replace("/usr/bin/lb ", root.resolve("usr/bin/lb") + " "));
        assertThat(Packages.run(folder, "systemd-analyze", "verify", "--man=no", unit.toString())
                        .wellDone())
                .doesNotContain("lb.service");
        // In tenths.
        Packages.run(
                        folder,
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=39",
                        "--root=" + root,
                        "lb.service")
                .wellDone();
    }

    @Test
    @Tag("network")
    void itIsInstalledAgainAndPurgedByDpkg() throws Exception {
        Needs.programs("unshare", "setpriv");
        var script = Files.writeString(folder.resolve("install.sh"), """
                set -eu
                # This system seen through an overlay in memory: what dpkg does to it is gone with this process.
                mkdir -p "$1"
                mount -t tmpfs tmpfs "$1"
                mkdir "$1/upper" "$1/work" "$1/root"
                if ! mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"; then
                    echo "no overlay here"
                    exit 77
                fi
                mount -t proc proc "$1/root/proc"
                mount --bind /dev "$1/root/dev"
                cp "$2" "$1/root/lb.deb"
                chroot "$1/root" sh -euc '
                    export DEBIAN_FRONTEND=noninteractive
                    rm -rf /run/systemd
                    dpkg --force-conflicts --force-depends -i /lb.deb
                    stat -c "%n %U:%G %a" /etc/lb /etc/lb/lb.conf
                    setpriv --reuid=lb --regid=lb --clear-groups /usr/bin/lb check /etc/lb/lb.conf
                    echo "# mine" >>/etc/lb/lb.conf
                    dpkg --force-conflicts --force-depends -i /lb.deb
                    tail -n 1 /etc/lb/lb.conf
                    dpkg -P lb
                    ls -d /usr/lib/lb /etc/lb /usr/bin/lb 2>&1 | grep -v cannot || echo "nothing is left"
                '
                """);
        var said = Packages.run(
                folder,
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                script.toString(),
                folder.resolve("overlay").toString(),
                deb);
        if (said.status() == 77) {
            Needs.skip(said.text());
        }
        assertThat(said.wellDone())
                .contains(
                        "/etc/lb root:lb 750\n",
                        "/etc/lb/lb.conf root:lb 640\n",
                        "/etc/lb/lb.conf is valid",
                        "\n# mine\n",
                        "nothing is left");
    }

    @Test
    @Tag("network")
    void withTheRightsOfTheUnitAndNoOthersItHasTheVirtualIpAndServes() throws Exception {
        Needs.programs("nginx", "curl", "setpriv", "socat");
        try (var four = FourNodes.open()) {
            four.startWebs();
            Files.setPosixFilePermissions(four.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            var conf = Lb.conf(four, new Vrrp(3, Duration.ofMillis(100), false, ""));
            var notices = four.ha1()
                    .start("socat", "-u", "UNIX-RECV:" + four.folder().resolve("notify") + ",mode=0777", "STDOUT");
            Eventually.holds(
                    "the service manager listens",
                    FourNodes.PATIENCE,
                    () -> Files.exists(four.folder().resolve("notify")),
                    notices::output);
            var capabilities = "-all,+net_admin,+net_raw,+net_bind_service";
            var lb = four.ha1()
                    .start(
                            "env",
                            "NOTIFY_SOCKET=" + four.folder().resolve("notify"),
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            "--inh-caps=" + capabilities,
                            "--ambient-caps=" + capabilities,
                            "--bounding-set=" + capabilities,
                            "--no-new-privs",
                            root.resolve("usr/bin/lb").toString(),
                            "run",
                            conf.toString());
            Eventually.holds(
                    "it has the address", FourNodes.PATIENCE, () -> four.ha1().holds(FourNodes.VIRTUAL), lb::output);
            assertThat(four.ask(FourNodes.VIRTUAL)).as(lb::output).startsWith("web");
            Eventually.holds(
                    "it says that it serves",
                    FourNodes.PATIENCE,
                    () -> notices.output().contains("READY=1\nMAINPID="),
                    notices::output);

            // As the installation of a newer package does it; the new process has no other rights.
            var upgrade = four.ha1().start(root.resolve("usr/bin/lb").toString(), "upgrade");
            assertThat(upgrade.exit(FourNodes.PATIENCE))
                    .as(() -> upgrade.output() + lb.output())
                    .hasValue(0);
            var process = Pattern.compile("process (\\d+) ").matcher(upgrade.output());
            assertThat(process.find()).as(upgrade::output).isTrue();
            var goesOn = process.group(1);
            assertThat(lb.exit(FourNodes.PATIENCE)).as(lb::output).hasValue(0);
            assertThat(four.ask(FourNodes.VIRTUAL)).as(lb::output).startsWith("web");
            assertThat(notices.output())
                    .as("the old process names the new one, which speaks then")
                    .containsSubsequence("READY=1", "MAINPID=" + goesOn, "READY=1\nMAINPID=" + goesOn)
                    .doesNotContain("STOPPING=1");
            four.ha1().run("kill", "-TERM", goesOn);
            Eventually.holds(
                    "the address is gone", FourNodes.PATIENCE, () -> !four.ha1().holds(FourNodes.VIRTUAL), lb::output);
            Eventually.holds(
                    "it says that it stops",
                    FourNodes.PATIENCE,
                    () -> notices.output().contains("STOPPING=1"),
                    notices::output);
        }
    }
}
