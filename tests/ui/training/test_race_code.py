def test_the_chosen_run_is_written(coded):
    here, scripts = coded("pages/truncate.py", runs=False)
    assert len(scripts) == 2
    assert all("updates, every = 500, 5" in script for script in scripts)
    assert any(one.key == "code of truncate" for one in here.at.selectbox)
    here.at.session_state["code of truncate"] = 1  # in a browser the dialog alone runs again
    here.press("Show the code")
    other = [one.value for one in here.at.get("code") if one.value.startswith("# ")]
    assert len(other) == 2
    assert other != scripts


def test_a_task_s_run_is_written_too(coded):
    _here, scripts = coded("pages/tasks.py", runs=False, task="characters")
    assert "torch.optim" in scripts[0]
    assert "torch" not in scripts[1]
