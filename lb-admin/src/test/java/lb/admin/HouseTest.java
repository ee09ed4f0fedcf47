package lb.admin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house, as docs/internals/architecture.md tells them. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("lb");

    @Test
    void theProxyNeverNamesHighAvailability() {
        noClasses()
                .that()
                .resideInAPackage("lb.proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("lb.ha..", "lb.admin..")
                .check(HOUSE);
    }

    @Test
    void highAvailabilityNeverNamesTheProxy() {
        noClasses()
                .that()
                .resideInAPackage("lb.ha..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("lb.proxy..", "lb.admin..")
                .check(HOUSE);
    }

    @Test
    void onlyTheAdminRoomKnowsTheLibrariesOfConfigurationCommandLineAndMetrics() {
        noClasses()
                .that()
                .resideInAnyPackage("lb.proxy..", "lb.ha..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.typesafe.config..", "picocli..", "io.micrometer..", "io.opentelemetry..")
                .check(HOUSE);
    }

    @Test
    void highAvailabilityNeedsNoNetty() {
        noClasses()
                .that()
                .resideInAPackage("lb.ha..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(HOUSE);
    }

    @Test
    void thePureCoresOfHighAvailabilityKnowNoEdges() {
        noClasses()
                .that()
                .resideInAPackage("lb.ha.vrrp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "lb.ha.link..",
                        "lb.ha.address..",
                        "java.lang.foreign..",
                        "java.net.http..",
                        "java.util.concurrent..")
                .check(HOUSE);
    }

    @Test
    void whatDecidesWhenACloudIsAskedKnowsNothingOfHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("lb.ha.cloud.provider..")
                .and()
                .resideInAPackage("lb.ha..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "com.google.gson..", "org.w3c.dom..")
                .check(HOUSE);
    }

    @Test
    void noPackageOrTypeIsNamedForNothingInParticular() {
        var nothing = Stream.of("util", "utils", "common", "helper", "helpers", "misc", "impl", "manager");
        assertThat(HOUSE.stream().map(JavaClass::getPackageName).flatMap(name -> Stream.of(name.split("\\."))))
                .doesNotContainAnyElementsOf(nothing.collect(Collectors.toSet()));
        assertThat(HOUSE.stream()
                        .map(type -> type.getSimpleName().toLowerCase(Locale.ROOT))
                        .filter(name -> name.endsWith("util")
                                || name.endsWith("utils")
                                || name.endsWith("helper")
                                || name.endsWith("manager")
                                || name.endsWith("impl")))
                .isEmpty();
    }

    @Test
    void theProgramStartsNoOtherProgramButForTheDemonstration() {
        noClasses()
                .that()
                .resideOutsideOfPackage("lb.admin.demo..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .check(HOUSE);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("lb.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void allRoomsWereSeen() {
        assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct())
                .anyMatch(name -> name.startsWith("lb.proxy"))
                .anyMatch(name -> name.startsWith("lb.ha"));
    }
}
