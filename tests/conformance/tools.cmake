# The mutator and the comparison, without the official bundle and without Java.
add_test(NAME conformance_tools
    COMMAND /usr/bin/python3 -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_LIST_DIR}/test_tools.py)
set_tests_properties(conformance_tools PROPERTIES LABELS integration TIMEOUT 120
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")

# Parity with the reference on the official bundle: skipped, and said so, unless PPS_ANS_BUNDLE names it.
add_test(NAME conformance_parity
    COMMAND /usr/bin/python3 ${CMAKE_CURRENT_LIST_DIR}/parity.py --mutants 40 --if-possible
            --engine ${CMAKE_BINARY_DIR}/bin/pps-schematron)
set_tests_properties(conformance_parity PROPERTIES LABELS conformance TIMEOUT 1800 SKIP_RETURN_CODE 77
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")

# Bundles judged by the FHIR R4 definitions: skipped, and said so, without Node and its packages.
add_test(NAME conformance_fhir
    COMMAND /usr/bin/python3 ${CMAKE_CURRENT_LIST_DIR}/fhir/run.py --tool ${CMAKE_BINARY_DIR}/bin/pps-bundles)
set_tests_properties(conformance_fhir PROPERTIES LABELS conformance TIMEOUT 600 SKIP_RETURN_CODE 77)
