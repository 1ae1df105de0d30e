package io.edgemq.ops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.junit.jupiter.api.Test;

/// The arrows of ARCHITECTURE.md, and the habits that a compiler does not see.
class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(it -> !it.contains("-tests.jar"))
          .importPackages("io.edgemq");

  @Test
  void modulesImportOnlyWhatStandsBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("storage")
        .definedBy("io.edgemq.storage..")
        .layer("views")
        .definedBy("io.edgemq.views..")
        .layer("cluster")
        .definedBy("io.edgemq.cluster..")
        .layer("ingest")
        .definedBy("io.edgemq.ingest..")
        .layer("ops")
        .definedBy("io.edgemq.ops..")
        .withOptionalLayers(true)
        .whereLayer("ops")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("ingest")
        .mayOnlyBeAccessedByLayers("ops")
        .whereLayer("cluster")
        .mayOnlyBeAccessedByLayers("ingest", "ops")
        .whereLayer("views")
        .mayOnlyBeAccessedByLayers("cluster", "ingest", "ops")
        .check(CODE);
  }

  @Test
  void packagesDoNotImportEachOtherInCircles() {
    slices().matching("io.edgemq.(*).(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void plainPackagesKnowNoActorsAndNoConfiguration() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.edgemq.storage..",
            "io.edgemq.views..",
            "io.edgemq.ingest.mqtt..",
            "io.edgemq.ingest.auth..",
            "io.edgemq.ingest.http.body..",
            "io.edgemq.ingest.rate..",
            "io.edgemq.ops.load..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.pekko..", "com.typesafe.config..")
        .check(CODE);
  }

  @Test
  void parquetJavaIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.edgemq.views.parquet..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
        .check(CODE);
  }

  @Test
  void theAwsSdkIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.edgemq.storage.s3..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon.awssdk..", "org.apache.hc..")
        .check(CODE);
  }

  @Test
  void prometheusIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.edgemq.ops.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.prometheus..")
        .check(CODE);
  }

  @Test
  void everyActorHandlesItsSignals() {
    ArchRule rule =
        classes()
            .that()
            .areAssignableTo(AbstractMatchingBehavior.class)
            .should(
                new ArchCondition<JavaClass>("override onSignal") {
                  @Override
                  public void check(JavaClass actor, ConditionEvents events) {
                    boolean overrides = actor.tryGetMethod("onSignal", Signal.class).isPresent();
                    events.add(
                        new SimpleConditionEvent(
                            actor, overrides, actor.getName() + " overrides onSignal"));
                  }
                })
            .because("the inherited one swallows the death of watched children");
    rule.check(CODE);
  }

  @Test
  void thereIsCodeToLookAt() {
    assertThat(CODE.stream().map(JavaClass::getPackageName))
        .contains(
            "io.edgemq.storage.wal",
            "io.edgemq.views.parquet",
            "io.edgemq.cluster.wal",
            "io.edgemq.ingest.mqtt",
            "io.edgemq.ops");
  }
}
