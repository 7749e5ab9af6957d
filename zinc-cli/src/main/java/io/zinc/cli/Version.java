package io.zinc.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code zinc --version} prints: Zinc's version, then the JVM it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "zinc "
                    + Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(unpackaged)")
                    + " on Java " + Runtime.version().feature()
        };
    }
}
