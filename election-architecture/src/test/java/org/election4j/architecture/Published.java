// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Everything that users can put on their class path, seen once for all tests. */
final class Published {

    static final String ROOT = "org.election4j";

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/election-architecture/"))
            .importPackages(ROOT);

    private Published() {}
}
