def test_a_cell_s_first_run_is_written(coded):
    _here, scripts = coded("pages/phase.py", runs=False)
    assert len(scripts) == 2
    assert "Training" in scripts[0].splitlines()[0]
