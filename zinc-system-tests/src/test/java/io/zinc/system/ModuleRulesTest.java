package io.zinc.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the modules: who may see whom, and what the protocol must do without. */
class ModuleRulesTest {

    private static final JavaClasses ZINC = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.zinc");

    private static final String[] LANGUAGE = {"java..", "javax.crypto..", "org.jspecify.annotations.."};

    private static String[] languageAnd(String... packages) {
        return Stream.of(LANGUAGE, packages).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void theCoreKnowsNoOtherModule() {
        classes()
                .that()
                .resideInAPackage("io.zinc.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(languageAnd(
                        "io.zinc.core..", "com.google.protobuf..", "com.fasterxml.jackson..", "org.slf4j.."))
                .check(ZINC);
    }

    @Test
    void theTransportKnowsTheCoreAndZeroMqOnly() {
        classes()
                .that()
                .resideInAPackage("io.zinc.zeromq..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        languageAnd("io.zinc.zeromq..", "io.zinc.core..", "org.zeromq..", "zmq..", "org.slf4j.."))
                .allowEmptyShould(true)
                .check(ZINC);
    }

    @Test
    void theDocumentEngineKnowsNothingButItself() {
        classes()
                .that()
                .resideInAPackage("io.zinc.crdt..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(languageAnd("io.zinc.crdt.."))
                .check(ZINC);
        noClasses()
                .that()
                .resideInAPackage("io.zinc.crdt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.concurrent", "java.util.concurrent.locks..", "java.net..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.nio.channels..")
                .check(ZINC);
    }

    @Test
    void theStoreKnowsTheSpiOfDocumentsOnly() {
        classes()
                .that()
                .resideInAPackage("io.zinc.jdbc..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        languageAnd("io.zinc.jdbc..", "io.zinc.documents.spi..", "org.sqlite..", "org.slf4j.."))
                .check(ZINC);
    }

    @Test
    void theGatewayKnowsTheTreeItsDocumentsAndItsServer() {
        classes()
                .that()
                .resideInAPackage("io.zinc.gateway..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(languageAnd(
                        "io.zinc.gateway..",
                        "io.zinc.core..",
                        "io.zinc.crdt..",
                        "io.zinc.documents..",
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "com.nimbusds..",
                        "com.fasterxml.jackson..",
                        "org.slf4j.."))
                .check(ZINC);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.zinc.gateway..", "io.zinc.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(ZINC);
    }

    @Test
    void onlyTheStoreSeesDatabases() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.zinc.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(ZINC);
    }

    @Test
    void documentsKnowTheCoreAndTheEngineOnly() {
        classes()
                .that()
                .resideInAPackage("io.zinc.documents..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(languageAnd(
                        "io.zinc.documents..",
                        "io.zinc.core..",
                        "io.zinc.crdt..",
                        "com.google.protobuf..",
                        "com.github.difflib..",
                        "org.slf4j.."))
                .check(ZINC);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.zinc.documents..", "io.zinc.testing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.zinc.documents.wire..")
                .check(ZINC);
    }

    @Test
    void theTestKitKnowsTheCoreTheEngineDocumentsAndTestLibrariesOnly() {
        classes()
                .that()
                .resideInAPackage("io.zinc.testing..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(languageAnd(
                        "io.zinc.testing..",
                        "io.zinc.core..",
                        "io.zinc.crdt..",
                        "io.zinc.documents..",
                        "com.google.protobuf..",
                        "org.junit.jupiter..",
                        "org.assertj..",
                        "org.slf4j.."))
                .allowEmptyShould(true)
                .check(ZINC);
    }

    @Test
    void onlyTheTransportAndTheBenchmarksSeeZeroMq() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.zinc.zeromq..", "io.zinc.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.zeromq..", "zmq..")
                .check(ZINC);
    }

    @Test
    void nothingDependsOnTheProgram() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.zinc.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.zinc.cli..")
                .check(ZINC);
    }

    @Test
    void theProtocolHasNoThreadsNoSocketsAndNoRandomnessOfItsOwn() {
        noClasses()
                .that()
                .resideInAnyPackage("io.zinc.core.protocol..", "io.zinc.documents.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.net..", "java.nio.channels..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(Thread|ThreadLocal|Runtime|Process).*|java\\.util\\.Timer.*"
                        + "|java\\.time\\.(Clock|Instant.*Source)|java\\.util\\.(Random|SplittableRandom)"
                        + "|java\\.util\\.random\\..*Factory|java\\.security\\.SecureRandom")
                .orShould()
                .accessTargetWhere(isOneOf(Map.of(
                        "java.lang.System", List.of("nanoTime", "currentTimeMillis", "identityHashCode"),
                        "java.lang.Math", List.of("random"),
                        "java.time.Instant", List.of("now"),
                        "java.util.UUID", List.of("randomUUID"),
                        "java.util.random.RandomGenerator", List.of("getDefault", "of"),
                        "java.lang.Object", List.of("wait", "notify", "notifyAll"))))
                .check(ZINC);
    }

    @Test
    void theProtocolHasNoCollectionWhoseOrderDependsOnTheRun() {
        noClasses()
                .that()
                .resideInAnyPackage("io.zinc.core.protocol..", "io.zinc.documents.protocol..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap)"
                        + "|java\\.util\\.concurrent\\.Concurrent.*")
                .orShould()
                .accessTargetWhere(isOneOf(Map.of(
                        "java.util.Set", List.of("of", "copyOf"),
                        "java.util.Map", List.of("of", "ofEntries", "copyOf"),
                        "java.util.Collections", List.of("newSetFromMap"),
                        "java.util.stream.Collectors",
                                List.of(
                                        "toSet",
                                        "toUnmodifiableSet",
                                        "toMap",
                                        "toUnmodifiableMap",
                                        "groupingBy",
                                        "partitioningBy",
                                        "toConcurrentMap",
                                        "groupingByConcurrent"))))
                .check(ZINC);
    }

    private static DescribedPredicate<JavaAccess<?>> isOneOf(Map<String, List<String>> methodsByClass) {
        return new DescribedPredicate<>("is one of " + methodsByClass) {
            @Override
            public boolean test(JavaAccess<?> access) {
                return methodsByClass
                        .getOrDefault(access.getTargetOwner().getName(), List.of())
                        .contains(access.getTarget().getName());
            }
        };
    }
}
